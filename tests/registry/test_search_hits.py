"""Tests for searches without other filters, which one SQL function answers."""

import pytest

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
