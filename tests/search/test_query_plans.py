"""With twenty thousand records, every search uses an index and reads few rows."""

import json
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from hkinno.matching.retrieval import TextQuery, retrieve
from hkinno.registry.models import Record
from hkinno.registry.models.search_index import Completion
from hkinno.registry.rest.search_hits import find_hits
from labs.models import Lab

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.untraced]

RECORD_COUNT = 20_000
TABLES = [
    "registry_record",
    "registry_searchentry",
    "registry_completion",
    "registry_nameword",
    "labs_lab",
    "labs_institution",
]
# Four in ten are universities, one in twenty is about livers; two
# characters of each name are unique.
# All names have the same length, so that prominence does not separate the kinds.
SQL = f"""
insert into registry_record (id, resource, name_zh, name_en, name_en_basis, aliases, summary_zh,
    summary_en, topics, focus, stage, website, external_ids, status)
  select 'many-' || n, case when n % 2 = 0 then 'labs' else 'institutions' end,
    place || chr(19968 + n) || chr(19968 + n * 7 % 20000) || field || sort,
    initcap(sort_en) || ' of ' || field_en || ' ' || 10000 + n, 'translation', '[]',
    '在' || place || '。', '', '{{}}', '[]', 'active', '', '{{}}',
    case when n % 50 = 0 then 'draft' else 'published' end
  from generate_series(1, {RECORD_COUNT}) n
  cross join lateral (select (array['香港', '深圳'])[1 + n / 5 % 2]) p (place)
  cross join lateral (select (array['大學', '書院', '大學', '中心', '公司'])[1 + n % 5],
    (array['university', 'laboratory', 'university', 'consortium', 'enterprise'])[1 + n % 5])
    s (sort, sort_en)
  cross join lateral (select case when n % 20 = 3 then '肝病' else '數碼' end,
    case when n % 20 = 3 then 'liver' else 'cyber' end) f (field, field_en);
insert into labs_lab (record_ptr_id, kind)
  select id, 'joint-laboratory' from registry_record where resource = 'labs';
insert into labs_institution (record_ptr_id, kind)
  select id, 'company' from registry_record where resource = 'institutions';
set constraints all immediate;
set constraints all deferred;
analyze {", ".join(TABLES)};
load 'auto_explain';
set auto_explain.log_min_duration = 0;
set auto_explain.log_nested_statements = on;
set auto_explain.log_analyze = on;
set auto_explain.log_format = json;
"""


@pytest.fixture(scope="module")
def registry(django_db_setup, django_db_blocker):
    """The records, for all tests of this module. The server logs the plan of each statement."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SQL)
        yield
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("vacuum")  # the rolled back rows would slow down later tests
        connection.close()


@contextmanager
def capture_plans():
    """Yield the plans of all statements run in the block, nested ones too, as lists of nodes."""
    plans = []

    def add_plan(notice):
        _duration, _separator, text = notice.message_primary.partition("plan:\n")
        plans.append(list(nodes(json.loads(text)["Plan"])))

    with connection.cursor() as cursor:
        connection.connection.add_notice_handler(add_plan)
        cursor.execute("set client_min_messages = log")
        yield plans
        cursor.execute("set client_min_messages = notice")
        connection.connection.remove_notice_handler(add_plan)


def nodes(plan):
    """The node and all nodes below it."""
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def sequentially_scanned(plans):
    """The tables with many rows that are read with a sequential scan."""
    scans = (node for plan in plans for node in plan if node["Node Type"] == "Seq Scan")
    return {name for node in scans if (name := node["Relation Name"]) in TABLES}


def search_indexes(plans):
    """The search indexes that the plans use."""
    used = {node.get("Index Name", "") for plan in plans for node in plan}
    return {name for name in used if name.startswith(("search_", "completion_"))}


def max_rows_read(plans):
    """The number of rows read by the node that reads most."""
    return max(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for plan in plans
        for node in plan
        if node["Node Type"] != "Bitmap Index Scan"
    )


RARE = {
    "one character": "乸",
    "two characters": "亁濰",
    "a character that no name has": "鼾",
    "a long query": "香港亁濰數碼公司",
    "a long query without matches": "東京大學",
    "common words that never occur together": "肝病 公司",
    "common characters that are never adjacent": "學大學",
    "English words": "enterprise of cyber 11009",
    "the beginning of an English word": "1200",
    "syllables": "naazikjyun",
}
COMMON = {
    "one character": "學",
    "two characters": "大學",
    "three characters": "碼大學",
    "a word of another region": "數字",
    "an English word": "university",
    "the beginning of an English word": "uni",
    "one letter": "u",
    "several words": "cyber univ 大學",
    "syllables": "daaihok",
}
MAX_ROWS_READ = RECORD_COUNT // 10


def as_params(cases):
    """The cases as parameters with ids."""
    return [pytest.param(text, id=name.replace(" ", "-")) for name, text in cases.items()]


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("text", as_params(RARE))
def test_rare_words_use_an_index(registry, mode, text):
    with connection.cursor() as cursor:
        cursor.execute(f"set plan_cache_mode = {mode}")

    with capture_plans() as plans:
        records = Record.objects.search(text)
        assert len(records[:25]) == min(records.count_at_most(100_000).number, 25)
        assert find_hits(text, "", 25)[0] == [record.pk for record in records[:25]]

    assert sequentially_scanned(plans) == set()
    assert {"search_in_names", "search_anywhere"} <= search_indexes(plans)
    assert max_rows_read(plans) < MAX_ROWS_READ


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("text", as_params(COMMON))
def test_common_words_are_scanned_in_order_of_prominence(registry, mode, text):
    with connection.cursor() as cursor:
        cursor.execute(f"set plan_cache_mode = {mode}")

    with capture_plans() as plans:
        assert len(Record.objects.search(text)[:25]) == 25
        assert len(Lab.objects.filter(host=None).search(text)[:25]) == 25

    assert sequentially_scanned(plans) == set()
    assert {"search_in_names", "search_by_prominence"} <= search_indexes(plans)
    assert max_rows_read(plans) < MAX_ROWS_READ


@pytest.mark.parametrize("text", as_params(COMMON))
def test_count_of_common_words_stops_at_the_cap(registry, text):
    with capture_plans() as plans:
        page = [record.pk for record in Record.objects.search(text)[:25]]
        assert Record.objects.search(text).count_at_most(100_000) == (1000, False)
        assert find_hits(text, "", 25) == (page, 1001)

    assert max_rows_read(plans) < 2 * MAX_ROWS_READ


@pytest.mark.parametrize(
    "text", ["香", "香港", "香港亁", "u", "university of", "university of cyber 1", "鼾"]
)
def test_autocomplete_uses_an_index(registry, text):
    with capture_plans() as plans:
        Completion.objects.visible().autocomplete(text)

    assert sequentially_scanned(plans) == set()
    assert "completion_by_key" in search_indexes(plans)
    assert max_rows_read(plans) < MAX_ROWS_READ


MATCHED = {
    "a Chinese name": "香港亁濰數碼公司",
    "an English name": "Enterprise of Cyber 11009",
    "a typing error": "Enterprse of Cyber 11009",
    "a typing error in Chinese": "香港濰亁數碼公司",
    "a department": "Dept. of Chemistry, Enterprise of Cyber 11009",
    "initials": "EOC1",
    "a beginning": "Enterprise of Cyber 1100",
    "common words": "University of Cyber",
    "common characters": "香港數碼大學",
    "one common word": "大學",
}


@pytest.mark.parametrize("text", as_params(MATCHED))
def test_matching_uses_indexes(registry, text):
    with capture_plans() as plans:
        (index,) = retrieve([TextQuery(text)])

    assert sequentially_scanned(plans) == set()
    assert "completion_by_match_key" in search_indexes(plans)
    assert max_rows_read(plans) < MAX_ROWS_READ
    assert len(index.records) <= 50


def test_prepared_statement_uses_an_index_for_common_words(registry):
    """Another client may prepare its statements: the generic plan must not read the whole table."""
    query = """
        select id from registry_record join registry_searchentry on record_id = id
        where names_vector @@ (select public.search_query($1)) and status = 'published'
        order by prominence, id limit 25
    """
    with connection.cursor() as cursor:
        cursor.execute(f"set plan_cache_mode = force_generic_plan; prepare page (text) as {query}")
        for text in (*RARE.values(), *COMMON.values()):
            with capture_plans() as plans:
                cursor.execute("execute page (%s)", [text])

            assert sequentially_scanned(plans) == set()
            assert "search_in_names" in search_indexes(plans)
        cursor.execute("deallocate page")
