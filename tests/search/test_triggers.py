"""The search index follows the records, whoever writes them."""

import json

import pytest

from hkinno.registry.models import Source
from hkinno.registry.models.search_index import Completion, SearchEntry
from labs.models import Lab
from programmes.models import Indicator
from tests.factories import IndicatorFactory, LabFactory, SourceFactory, TargetFactory, alias
from tests.search.search_queries import search_ids
from tests.search.sql import run_sql
from tests.search.writers import INSERT_LAB, WRITERS, dump_fixtures, load_fixtures


@pytest.mark.django_db
@pytest.mark.parametrize("write", WRITERS)
def test_search_index_and_completions_follow_every_writer(write):
    run_sql(INSERT_LAB)
    assert search_ids("光学") == ["lab"]

    write("聲學實驗室")

    assert search_ids("光学") == []
    assert search_ids("声学") == ["lab"]
    assert list(Completion.objects.values_list("key", "name", "prominence")) == [
        ("optics", "Optics", 21),
        ("声学实验室", "聲學實驗室", 21),
    ]


@pytest.mark.django_db
def test_changed_text_of_a_record_is_indexed():
    LabFactory(id="lab")
    for column, value, text in [
        (
            "aliases",
            [alias("甲", lang="zh")],
            "甲",
        ),
        ("focus", [{"zh-Hant": "乙", "en": "beta"}], "乙 beta"),
        ("summary_zh", "丙", "丙"),
        ("summary_en", "delta", "delta"),
        ("name_en", "epsilon", "epsilon"),
    ]:
        assert search_ids(text) == []
        Lab.objects.update(**{column: value})
        assert search_ids(text) == ["lab"]


@pytest.mark.django_db
def test_changed_column_of_a_child_table_is_indexed():
    target = TargetFactory(id="target")
    indicator = IndicatorFactory(id="indicator")
    source = SourceFactory(id="source")
    assert search_ids("甲") == []

    target.statement_zh = indicator.definition_zh = source.publisher_zh = "甲"
    for record in (target, indicator, source):
        record.save()
    Source.objects.update(byline="乙")

    assert search_ids("甲") == ["target", "indicator", "source"]
    assert SearchEntry.objects.get(pk="source").own_texts == ["甲", "乙"]


@pytest.mark.django_db
def test_child_row_written_before_its_record_is_indexed():
    """Fixture files may have this order, as constraints are checked at the end."""
    IndicatorFactory(id="indicator", definition_zh="甲", name_zh="乙")
    rows = dump_fixtures("registry.record", "programmes.indicator")
    Indicator.objects.all().delete()

    rows = json.loads(rows.replace('"indicator"', '"another"'))
    load_fixtures(sorted(rows, key=lambda row: row["model"] == "registry.record"))

    assert (search_ids("甲"), search_ids("乙")) == (["another"], ["another"])
    assert SearchEntry.objects.get().own_texts == ["甲", "Measures how much."]


@pytest.mark.django_db
def test_change_of_other_columns_does_not_write_to_the_index():
    LabFactory(id="lab")
    before = list(SearchEntry.objects.extra(select={"at": "ctid::text"}).values_list("at"))

    Lab.objects.update(website="https://example.org/", established="2012")
    run_sql("update registry_record set updated_at = 'infinity'")

    assert list(SearchEntry.objects.extra(select={"at": "ctid::text"}).values_list("at")) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("uses_raw_sql", [True, False])
def test_deleted_record_is_removed_from_the_index(uses_raw_sql):
    LabFactory(id="lab")

    if uses_raw_sql:
        run_sql("begin; delete from labs_lab; delete from registry_record; commit")
    else:
        Lab.objects.all().delete()

    assert (SearchEntry.objects.count(), Completion.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_draft_is_searchable_once_published():
    LabFactory(id="lab", name_zh="光學", status="draft")
    assert search_ids("光學") == []

    run_sql("update registry_record set status = 'published'")

    assert search_ids("光學") == ["lab"]


@pytest.mark.django_db
def test_vectors_are_not_loaded_with_their_rows():
    LabFactory(id="lab", name_zh="光學", name_en="Optics")

    entry = SearchEntry.objects.get()

    assert (entry.names_vector, entry.texts_vector, entry.prominence) == (None, None, 12)
    assert str(entry) == "lab"
    assert [str(completion) for completion in Completion.objects.order_by("key")] == [
        "Optics",
        "光學",
    ]
    assert "vector" not in dump_fixtures("registry")
