"""The query parameter `q` of a list."""

import orjson
import pytest
from rest_framework.test import APIRequestFactory

from hkinno.api.filters.base import FilterBackend
from hkinno.api.ordering import OrderingBackend
from hkinno.search.backend import SearchBackend
from labs.views import LabViewSet
from tests.factories import LabFactory

pytestmark = pytest.mark.django_db


class SearchableLabViewSet(LabViewSet):
    """A list with filters, ordering and search."""

    filter_backends = [FilterBackend, OrderingBackend, SearchBackend]


@pytest.fixture
def labs():
    """Three labs; a search for optics matches two."""
    LabFactory(id="a", name_zh="光學實驗室", name_en="Optics Laboratory")
    LabFactory(id="b", name_zh="光學", name_en="Optics", stage="planned")
    LabFactory(id="c", name_zh="聲學", name_en="Acoustics")


def list_ids(**query):
    response = SearchableLabViewSet.as_view({"get": "list"})(APIRequestFactory().get("/", query))
    return [row["id"] for row in orjson.loads(response.render().content)["results"]]


@pytest.mark.parametrize(
    ("query", "expected_ids"),
    [
        ({}, ["a", "b", "c"]),
        ({"q": "光学"}, ["b", "a"]),
        ({"q": "optics"}, ["b", "a"]),
        ({"q": "光学", "ordering": "id"}, ["a", "b"]),
        ({"q": "光学", "ordering": "-name"}, ["a", "b"]),
        ({"q": "光学", "stage": "active"}, ["a"]),
        ({"q": "光学", "page": "2", "page_size": "1"}, ["a"]),
        ({"q": "電學"}, []),
    ],
)
def test_q_filters_a_list_and_orders_it_by_rank_unless_ordering_is_set(labs, query, expected_ids):
    assert list_ids(**query) == expected_ids
