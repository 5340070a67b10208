"""Tests for the number of rows of a list."""

import pytest
from cachetools import LRUCache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hkinno.api import revision_cache
from hkinno.registry.rest import conditional_requests
from tests.factories import LabFactory

pytestmark = pytest.mark.django_db
LABS = "/api/v1/labs/"


@pytest.fixture
def counting_queries(client, monkeypatch):
    """A function that requests a list and returns its count and how often rows were counted."""
    monkeypatch.setattr(conditional_requests, "may_cache_responses", lambda: True)

    def get(**parameters):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LABS, parameters).json()
        return page["count"], sum("count(" in query["sql"].lower() for query in queries)

    return get


def test_rows_are_counted_once_for_all_pages_and_shapes_of_a_list(counting_queries):
    LabFactory.create_batch(3)

    assert counting_queries(page_size=1) == (3, 1)
    assert counting_queries(page_size=1, page=2) == (3, 0)
    assert counting_queries(cursor="*", fields="id") == (3, 0)
    assert counting_queries(id__in="lab-1")[0] == 0


def test_rows_are_counted_again_after_a_write(counting_queries):
    LabFactory()
    assert counting_queries() == (1, 1)
    LabFactory()

    assert counting_queries() == (2, 1)


def test_facets_are_computed_once_for_all_pages_of_a_list(counting_queries):
    LabFactory.create_batch(3)

    assert counting_queries(page_size=1, facets="kind") == (3, 1)
    assert counting_queries(page_size=1, page=2, facets="kind") == (3, 0)
    assert counting_queries(page_size=1, facets="kind", stage="active") == (3, 1)


def test_what_is_larger_than_the_cache_is_computed_again(counting_queries, monkeypatch):
    monkeypatch.setattr(revision_cache, "values", LRUCache(1, getsizeof=lambda _: 2))
    LabFactory()
    counting_queries()  # documents are made

    assert counting_queries(page_size=1) == (1, 1)
    assert counting_queries(page_size=1) == (1, 1)


@pytest.mark.parametrize(("rows", "count"), [(2, (2, True)), (3, (2, False))])
def test_count_stops_at_a_limit(client, monkeypatch, rows, count):
    monkeypatch.setattr(revision_cache, "MAX_COUNT", 2)
    LabFactory.create_batch(rows)
    page = client.get(LABS, {"ordering": "-name"}).json()

    assert (page["count"], page["count_is_exact"]) == count
    assert len(page["results"]) == rows
