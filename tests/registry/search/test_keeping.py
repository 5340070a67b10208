"""What is searched follows the records, whoever writes them."""

import json
import os
import subprocess
from io import StringIO
from tempfile import NamedTemporaryFile

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hkinno.postgres.programs import find, system_folders, wheel_folder
from hkinno.registry.models import Record, Source
from hkinno.registry.models.searching import Completion, SearchEntry
from hkinno.registry.search.functions import functions
from labs.models import Lab
from programmes.models import Indicator
from tests.factories import IndicatorFactory, LabFactory, SourceFactory, TargetFactory

SQL = """
insert into registry_record (id, resource, name_zh, name_en, name_en_basis, aliases, summary_zh,
    summary_en, topics, focus, stage, website, external_ids, status)
  values ('lab', 'labs', '光學實驗室', 'Optics', 'official', '[]', '', '', '{}', '[]', 'active', '',
    '{}', 'published');
insert into labs_lab (record_ptr_id, kind) values ('lab', 'joint-laboratory');
"""


def ids(text):
    return [each.pk for each in Record.objects.search(text)]


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def written_by_save(name):
    lab = Lab.objects.get()
    lab.name_zh = name
    lab.save()


def written_by_update(name):
    Lab.objects.update(name_zh=name)


def written_by_bulk_update(name):
    lab = Lab.objects.get()
    lab.name_zh = name
    Record.objects.bulk_update([lab.record_ptr], ["name_zh"])


def written_by_sql(name):
    run(f"update registry_record set name_zh = '{name}'")


def written_by_loaddata(name):
    load(json.loads(dumped("registry").replace("光學實驗室", name)))


def load(rows):
    with NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(rows, file)
        file.flush()
        call_command("loaddata", file.name, verbosity=0)


def dumped(*models):
    out = StringIO()
    call_command("dumpdata", *models, stdout=out)
    return json.dumps(json.loads(out.getvalue()), ensure_ascii=False)


WRITERS = [
    written_by_save,
    written_by_update,
    written_by_bulk_update,
    written_by_sql,
    written_by_loaddata,
]


@pytest.mark.django_db
@pytest.mark.parametrize("write", WRITERS)
def test_search_and_completions_follow_every_writer(write):
    run(SQL)
    assert ids("光学") == ["lab"]

    write("聲學實驗室")

    assert ids("光学") == []
    assert ids("声学") == ["lab"]
    assert list(Completion.objects.values_list("key", "name", "prominence")) == [
        ("optics", "Optics", 21),
        ("声学实验室", "聲學實驗室", 21),
    ]


@pytest.mark.django_db
def test_every_text_of_a_record_is_searched_when_it_changes():
    LabFactory(id="lab")
    for column, value, text in [
        (
            "aliases",
            [{"value": "甲", "lang": "zh", "type": "short", "since": None, "until": None}],
            "甲",
        ),
        ("focus", [{"zh-Hant": "乙", "en": "beta"}], "乙 beta"),
        ("summary_zh", "丙", "丙"),
        ("summary_en", "delta", "delta"),
        ("name_en", "epsilon", "epsilon"),
    ]:
        assert ids(text) == []
        Lab.objects.update(**{column: value})
        assert ids(text) == ["lab"]


@pytest.mark.django_db
def test_own_columns_are_searched_when_they_change():
    target = TargetFactory(id="target")
    indicator = IndicatorFactory(id="indicator")
    source = SourceFactory(id="source")
    assert ids("甲") == []

    target.statement_zh = indicator.definition_zh = source.publisher_zh = "甲"
    for each in (target, indicator, source):
        each.save()
    Source.objects.update(byline="乙")

    assert ids("甲") == ["target", "indicator", "source"]
    assert SearchEntry.objects.get(pk="source").own_texts == ["甲", "乙"]


@pytest.mark.django_db
def test_own_columns_are_searched_where_they_are_written_before_their_record():
    """As a file of fixtures may have it: constraints are checked at the end."""
    IndicatorFactory(id="indicator", definition_zh="甲", name_zh="乙")
    rows = dumped("registry.record", "programmes.indicator")
    Indicator.objects.all().delete()

    rows = json.loads(rows.replace('"indicator"', '"another"'))
    load(sorted(rows, key=lambda row: row["model"] == "registry.record"))

    assert (ids("甲"), ids("乙")) == (["another"], ["another"])
    assert SearchEntry.objects.get().own_texts == ["甲", "Measures how much."]


@pytest.mark.django_db
def test_what_changes_nothing_that_is_searched_writes_nothing():
    LabFactory(id="lab")
    before = list(SearchEntry.objects.extra(select={"at": "ctid::text"}).values_list("at"))

    Lab.objects.update(website="https://example.org/", established="2012")
    run("update registry_record set updated_at = 'infinity'")

    assert list(SearchEntry.objects.extra(select={"at": "ctid::text"}).values_list("at")) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_raw", [True, False])
def test_deleted_record_is_searched_no_more(is_raw):
    LabFactory(id="lab")

    if is_raw:
        run("begin; delete from labs_lab; delete from registry_record; commit")
    else:
        Lab.objects.all().delete()

    assert (SearchEntry.objects.count(), Completion.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_draft_is_found_once_it_is_published():
    LabFactory(id="lab", name_zh="光學", status="draft")
    assert ids("光學") == []

    run("update registry_record set status = 'published'")

    assert ids("光學") == ["lab"]


@pytest.mark.django_db
def test_vectors_are_not_read_with_their_rows():
    LabFactory(id="lab", name_zh="光學", name_en="Optics")

    entry = SearchEntry.objects.get()

    assert (entry.names_vector, entry.texts_vector, entry.prominence) == (None, None, 12)
    assert str(entry) == "lab"
    assert [str(each) for each in Completion.objects.order_by("key")] == ["Optics", "光學"]
    assert "vector" not in dumped("registry")


@pytest.fixture
def bare(transactional_db):
    """The name of a new database, with nothing in it, and without a locale."""
    name = f"{connection.settings_dict['NAME']}_bare"
    run(f"create database {name} template template0 lc_collate 'C' lc_ctype 'C'")
    yield name
    run(f"drop database {name} with (force)")


def test_dump_of_the_database_restores(bare, folder):
    """Functions that call others are found while the path is empty, as it is in a restore."""
    LabFactory(id="lab", name_zh="光學實驗室")
    server = connection.connection.info
    named = os.environ | {
        "PGHOST": server.host,
        "PGPORT": str(server.port),
        "PGUSER": server.user,
        "PGPASSWORD": server.password,
    }
    programs = find(os.environ, wheel_folder(), system_folders())
    psql = [programs / "psql", "-qAtX", "-d", bare]
    asked = "select record_id from registry_searchentry where names_vector @@ hkinno_query('光学')"

    dumped = subprocess.check_output([programs / "pg_dump", server.dbname], env=named)
    # A newer pg_dump sets what an older server does not know: what counts is what is there.
    subprocess.run(psql, input=dumped, env=named, check=True, capture_output=True)

    assert subprocess.check_output([*psql, "-c", asked], env=named, text=True) == "lab\n"


def test_functions_give_the_same_in_a_database_without_a_locale(bare):
    """Nothing is left to the locale, nor to an extension that depends on it."""
    texts = ["香港科技大學（深圳）衞", "Université ＨＫＵ Ω Ж", "3D打印 𠮷㑮", "xianggang robots"]
    asked = """
        select array_agg(hkinno_words(t) || ' ' || hkinno_query(t)::text) from unnest(%s::text[]) t
    """
    with connection.cursor() as cursor:
        cursor.execute(asked, [texts])
        here = cursor.fetchone()
    place = connection.get_connection_params() | {"dbname": bare, "autocommit": True}
    del place["context"]

    with psycopg.connect(**place) as other:
        other.execute(functions())
        assert other.execute(asked, [texts]).fetchone() == here


@pytest.mark.django_db(transaction=True)
def test_migration_goes_back_and_finds_records_that_were_there_before():
    IndicatorFactory(id="share", name_zh="光學佔比", definition_zh="量度光學。")
    before = list(SearchEntry.objects.values())
    executor = MigrationExecutor(connection)

    executor.migrate([("registry", "0003_triggers"), ("programmes", "0002_rules")])
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_proc where proname like 'hkinno%'")
        assert cursor.fetchone() == (0,)
        assert "registry_searchentry" not in connection.introspection.table_names()
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    assert list(SearchEntry.objects.values()) == before
    assert ids("光学") == ["share"]
    assert Completion.objects.count() == 2
