"""`search/` and `q`, combined with the other parameters of lists."""

import json
from xml.etree import ElementTree

import pytest

from hkinno.registry.models import Record
from hkinno.search.search_query import SearchQuery
from tests.factories import (
    EventFactory,
    IndicatorFactory,
    InstitutionFactory,
    LabFactory,
    ObservationFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db
SEARCH = "/api/v1/search/"


@pytest.fixture
def robots():
    """Three records that mention robots in different words, and one that does not."""
    hku = InstitutionFactory(id="hku", name_zh="港大", established="1911")
    LabFactory(id="lab", name_zh="機械人實驗室", host=hku, established="2016", closed="2020")
    EventFactory(id="fair", name_zh="展覽", summary_zh="機器人展覽。", starts="2018-06")
    InstitutionFactory(id="institute", name_zh="机器人研究所", established="2021")
    LabFactory(id="livers", name_zh="肝病實驗室")


def search(client, address=SEARCH, **query):
    response = client.get(address, {"q": "機械人"} | query)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def ids(page):
    return [row["id"] for row in page["results"]]


def test_names_rank_before_texts(client, robots):
    assert ids(search(client)) == ["lab", "institute", "fair"]


def test_every_list_has_the_parameter_q(client, robots):
    assert ids(search(client, "/api/v1/labs/")) == ["lab"]
    assert ids(search(client, "/api/v1/events/")) == ["fair"]
    assert ids(search(client, "/api/v1/people/")) == []


def test_record_without_a_name_is_found_by_the_records_it_refers_to(client, robots):
    ObservationFactory(id="value", indicator=IndicatorFactory(id="count", name_zh="機械人數目"))
    StatementFactory(id="said", subject_id="lab", source=SourceFactory(id="source"))
    RelationFactory(id="joined", subject_id="lab", role="partner", object_id="hku")

    assert ids(search(client, "/api/v1/observations/")) == ["value"]
    assert ids(search(client, "/api/v1/statements/")) == ["said"]
    assert ids(search(client, "/api/v1/relations/")) == ["joined"]


def test_facets_count_all_results_of_a_search(client, robots):
    page = search(client, facets="resource", page_size="1")

    counts = [(bucket["value"], bucket["count"]) for bucket in page["facets"]["resource"]]
    assert counts == [("events", 1), ("institutions", 1), ("labs", 1)]
    assert (page["count"], page["count_is_exact"], len(page["results"])) == (3, True, 1)


@pytest.mark.parametrize("ordering", [{}, {"ordering": "-name"}, {"ordering": "resource,-id"}])
def test_cursors_visit_search_results_in_any_order_and_back(client, robots, ordering):
    expected = ids(search(client, **ordering))
    page = search(client, cursor="*", page_size="1", **ordering)
    forwards = ids(page)
    while page["next"]:
        page = client.get(page["next"]).json()
        forwards += ids(page)
    backwards = ids(page)
    while page["previous"]:
        page = client.get(page["previous"]).json()
        backwards += ids(page)

    assert forwards == expected
    assert backwards == expected[::-1]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2015", []),
        ("2017", ["lab"]),
        ("2018", ["lab", "fair"]),
        ("2019", ["lab"]),
        ("2022", []),
    ],
)
def test_search_at_a_time_uses_the_dates_of_each_resource(client, robots, at, expected):
    assert ids(search(client, at=at)) == expected


def test_search_at_a_time_finds_what_is_possible(client, robots):
    assert ids(search(client, at="2022", dates="possible")) == ["institute"]
    assert search(client, at="2022")["dates"] == {"known": 0, "possible": 1}


def test_results_are_summaries_unless_expanded(client, robots):
    summary = search(client, resource="labs")["results"][0]
    expanded = search(client, resource="labs", expand="host.place,statements")["results"][0]

    assert list(summary) == ["id", "resource", "url", "name", "matches"]
    assert expanded["host"]["established"] == "1911"
    assert expanded["statements"] == []
    assert (
        expanded["matches"]
        == summary["matches"]
        == [{"field": "name", "value": "機械人實驗室", "words": ["機械人"]}]
    )


def test_fields_and_omit_select_keys_of_results(client, robots):
    named = search(client, resource="labs", fields="name.en,matches.words")["results"]
    remaining = search(client, resource="labs", omit="matches,url,name")["results"]
    host = search(client, resource="labs", expand="host", fields="id,host.id")["results"]

    assert [list(row) for row in named] == [["name", "matches"]]
    assert named[0]["matches"] == [{"words": ["機械人"]}]
    assert remaining == [{"id": "lab", "resource": "labs"}]
    assert host == [{"id": "lab", "host": {"id": "hku"}}]


@pytest.mark.parametrize(
    ("query", "parameter", "suggestion"),
    [
        ({"fields": "nam"}, "fields", "name"),
        ({"fields": "host"}, "fields", None),
        ({"expand": "hots"}, "expand", "host"),
        ({"facets": "resorce"}, "facets", "resource"),
        ({"resource": "lab"}, "resource", "labs"),
        ({"ordering": "nme"}, "ordering", "name"),
    ],
)
def test_unknown_value_is_an_error_with_a_suggestion(client, query, parameter, suggestion):
    response = client.get(SEARCH, {"q": "a"} | query)

    (error,) = response.json()["errors"]
    assert (response.status_code, error["parameter"]) == (400, parameter)
    assert suggestion is None or error["suggestion"] == suggestion


def test_cursor_of_another_search_is_an_error(client, robots):
    next_url = search(client, cursor="*", page_size="1")["next"]

    response = client.get(next_url.replace("q=%E6%A9%9F", "q=%E6%A9%A0"))

    assert response.json()["errors"][0]["code"] == "invalid-cursor"


def test_search_can_be_exported_and_subscribed_to(client, robots):
    table = client.get(SEARCH, {"q": "機械人", "format": "csv"}).getvalue().decode()
    lines = client.get(SEARCH, {"q": "機械人", "format": "jsonl"}).getvalue().splitlines()
    Record.objects.filter(pk="lab").update(summary_en="Changed.")
    feed = client.get(SEARCH, {"q": "機械人", "format": "atom"})

    assert table.splitlines()[0] == '"id","resource","name_zh","name_en","matches","url"'
    assert [json.loads(line) for line in lines] == search(client)["results"]
    entries = ElementTree.fromstring(feed.content).iter("{http://www.w3.org/2005/Atom}entry")
    (first, *_others) = [entry.findtext("{http://www.w3.org/2005/Atom}id") for entry in entries]
    assert first == "tag:hkinno,2026:labs/lab"


def test_number_of_queries_does_not_depend_on_results(client, robots, django_assert_num_queries):
    with django_assert_num_queries(3):
        search(client)
    for _number in range(20):
        LabFactory(name_zh="機械人")
    with django_assert_num_queries(3):
        assert len(search(client)["results"]) == 23


def test_duplicates_and_drafts_are_not_found(client, robots):
    LabFactory(id="double", name_zh="機械人", merged_into_id="lab")
    LabFactory(id="draft", name_zh="機械人", status="draft")

    assert ids(search(client)) == ["lab", "institute", "fair"]
    assert ids(search(client, merged_into__isnull="false")) == ["double"]


def test_records_without_a_name_are_last_when_ordered_by_name(client):
    TargetFactory(id="a-target", statement_zh="機械人。")
    LabFactory(id="lab", name_zh="機械人", name_en="Robots")

    assert ids(search(client, ordering="name")) == ["lab", "a-target"]
    assert ids(search(client, ordering="-name")) == ["lab", "a-target"]


def test_first_page_of_many_hits_is_read_by_prominence(client, monkeypatch):
    LabFactory.create_batch(4, name_en="Robotics")
    few = client.get("/api/v1/labs/", {"q": "robotics", "page_size": 2}).json()
    # As if more rows matched than are looked up by id.
    monkeypatch.setattr(SearchQuery, "_fetch", lambda query, sql, *scopes: [None] * len(scopes))
    many = client.get("/api/v1/labs/", {"q": "robotics", "page_size": 2}).json()

    assert many == few
    assert many["count"] == 4
