"""What is searched follows the records, whoever writes them."""

import json

import pytest

from hkinno.registry.models import Source
from hkinno.registry.models.search_index import Completion, SearchEntry
from labs.models import Lab
from programmes.models import Indicator
from tests.factories import IndicatorFactory, LabFactory, SourceFactory, TargetFactory
from tests.search.test_searching import ids
from tests.search.writing import SQL, WRITERS, dumped, load, run


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
