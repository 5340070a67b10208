"""Tests for searches without other filters, which one SQL function answers."""

import pytest

from hkinno.api import revision_cache
from hkinno.registry.models import Record
from hkinno.registry.rest import search_hits
from hkinno.registry.rest.search_hits import find_hits
from labs.models import Lab
from tests.factories import InstitutionFactory, LabFactory
from tests.search.search_queries import create_hits, search_ids

pytestmark = pytest.mark.django_db


@pytest.fixture
def records():
    """Hits in names and in texts, of two resources, beside what no list shows."""
    create_hits()
    InstitutionFactory(id="institution", name_zh="香港大學")
    LabFactory(id="draft", name_zh="大學", status="draft")
    LabFactory(id="duplicate", name_zh="大學", merged_into_id="in-name-0")


@pytest.mark.parametrize("max_hits", [0, 4, 100])
@pytest.mark.parametrize("text", ["大學", "大", "學", "港大", "京", "?!"])
@pytest.mark.parametrize("model", [Record, Lab])
def test_hits_are_those_of_the_queryset(records, monkeypatch, model, text, max_hits):
    monkeypatch.setattr(search_hits, "MAX_HITS", max_hits)
    all_ids = [id for id in search_ids(text, model) if id != "duplicate"]

    for limit in range(len(all_ids) + 2):
        ids, number = find_hits(text, model.RESOURCE, limit)
        assert ids == all_ids[:limit]
        assert number == min(len(all_ids), max_hits + 1)


@pytest.mark.parametrize("max_hits", [0, 1, 4, 100])
@pytest.mark.parametrize("text", ["大學", "大", "港大", "京", "?!"])
def test_hits_are_the_same_if_their_number_is_known(records, monkeypatch, text, max_hits):
    all_ids, number = find_hits(text, "", 100)
    monkeypatch.setattr(search_hits, "MAX_HITS", max_hits)

    for limit in range(1, len(all_ids) + 2):
        assert find_hits(text, "", limit, number) == (all_ids[:limit], number)


def test_page_with_facets_has_the_hits_and_the_count_of_one_without(client, records, monkeypatch):
    monkeypatch.setattr(
        "hkinno.registry.rest.conditional_requests.may_cache_responses", lambda: True
    )
    monkeypatch.setattr(search_hits, "MAX_HITS", 4)
    known_counts = []

    def find(text, resource, limit, hit_count=None):
        known_counts.append(hit_count)
        return find_hits(text, resource, limit, hit_count)

    monkeypatch.setattr(search_hits, "find_hits", find)
    parameters = {"q": "大學", "page_size": 2}
    with_facets = client.get("/api/v1/labs/", parameters | {"facets": "kind,host"}).json()
    client.get("/api/v1/labs/", {"q": "大"})  # another list, whose values are kept apart
    revision_cache.values.clear()
    without = client.get("/api/v1/labs/", parameters).json()

    number = sum(bucket["count"] for bucket in with_facets["facets"]["kind"])
    assert known_counts == [number, None, None]
    assert number > 4
    for key in ("count", "count_is_exact", "results"):
        assert with_facets[key] == without[key]


@pytest.mark.parametrize("filters", [{}, {"stage": "active"}])
def test_pages_are_those_of_the_queryset(client, records, filters):
    parameters = {"q": "大學", "page_size": 3} | filters
    expected = [id for id in search_ids("大學", Lab) if id != "duplicate"]

    pages = [client.get("/api/v1/labs/", parameters | {"page": n}).json() for n in (1, 2, 3, 4)]

    assert [row["id"] for page in pages for row in page["results"]] == expected
    assert {(page["count"], page["count_is_exact"]) for page in pages} == {(len(expected), True)}


def test_pages_of_many_hits_are_those_of_few(client, records, monkeypatch):
    parameters = {"q": "大學", "stage": "active"}
    few = client.get("/api/v1/labs/", parameters).json()

    monkeypatch.setattr("hkinno.search.search_query.SearchQuery._ids_by_scope", [None, None, None])

    assert few["count"] > 1
    assert client.get("/api/v1/labs/", parameters).json() == few


def test_facets_of_many_hits_are_those_of_few(client, records, monkeypatch):
    parameters = {"q": "大學", "facets": "host,source,stage"}
    few = client.get("/api/v1/labs/", parameters).json()

    monkeypatch.setattr("hkinno.search.search_query.SearchQuery._ids_by_scope", [None, None, None])
    many = client.get("/api/v1/labs/", parameters).json()

    assert few["facets"]["stage"][0]["count"] == few["count"]
    assert many == few


def test_facets_of_a_search_whose_filter_can_match_nothing_are_empty(client, records):
    # Places have no planned dates, so that none can be overdue.
    query = "/api/v1/places/?q=hong&is_overdue=true&facets=kind,source"

    assert client.get(query).json()["facets"] == {"kind": [], "source": []}
