"""Pagination by page number, and ordering."""

import pytest

from tests.factories import LabFactory, SourceFactory, StatementFactory
from tests.list_endpoints import ids

pytestmark = pytest.mark.django_db


@pytest.fixture
def labs():
    """Thirty labs, lab-00 to lab-29."""
    return [LabFactory(id=f"lab-{number:02}") for number in range(30)]


def test_page_has_25_rows_and_links_to_the_next(client, labs):
    page = client.get("/api/v1/labs/").json()

    assert page | {"results": len(page["results"])} == {
        "count": 30,
        "count_is_exact": True,
        "next": "http://testserver/api/v1/labs/?page=2",
        "previous": None,
        "results": 25,
    }


def test_next_links_visit_every_row_once(client, labs):
    visited_ids, address = [], "/api/v1/labs/?page_size=7&stage=active"
    while address:
        response = client.get(address)
        visited_ids += ids(response)
        address = response.json()["next"]

    assert visited_ids == [lab.id for lab in labs]


def test_last_page_links_back_only(client, labs):
    page = client.get("/api/v1/labs/", {"page": "2", "ordering": "-id"}).json()

    assert page["next"] is None
    assert page["previous"] == "http://testserver/api/v1/labs/?page=1&ordering=-id"


def test_empty_list_has_one_empty_page(client):
    assert client.get("/api/v1/labs/").json() == {
        "count": 0,
        "count_is_exact": True,
        "next": None,
        "previous": None,
        "results": [],
    }
    assert client.get("/api/v1/labs/", {"page": "2"}).status_code == 404


def test_page_after_the_last_is_not_found(client, labs):
    response = client.get("/api/v1/labs/", {"page": "3"})

    assert response.status_code == 404
    assert response.json()["errors"][0]["parameter"] == "page"


@pytest.mark.parametrize("name", ["page", "page_size"])
@pytest.mark.parametrize(
    "value", ["0", "-1", "x", "", "1.5", "1e3", "01", "+1", " 1", "１", "9" * 30, "101000"]
)
def test_invalid_page_number_is_an_error(client, name, value):
    response = client.get("/api/v1/labs/", {name: value})

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == name
    assert response.json()["errors"][0]["code"] == "out-of-range"


def test_page_size_is_at_most_100(client, labs):
    assert len(ids(client.get("/api/v1/labs/", {"page_size": "100"}))) == 30
    assert client.get("/api/v1/labs/", {"page_size": "101"}).status_code == 400


def test_pages_cover_at_most_10000_rows(client):
    within = client.get("/api/v1/labs/", {"page": "100", "page_size": "100"})
    beyond = client.get("/api/v1/labs/", {"page": "101", "page_size": "100"})

    assert within.status_code == 404
    assert beyond.status_code == 400
    assert beyond.json()["code"] == "limit-exceeded"
    assert beyond.json()["errors"] == [
        {
            "code": "limit-exceeded",
            "detail": "Pages cover the first 10000 rows, up to page 100 with 100 rows a page. "
            "Narrow the list, use cursor=*, or download the data dump.",
            "parameter": "page",
            "pointer": None,
            "suggestion": None,
        }
    ]


@pytest.mark.parametrize("name", ["page", "page_size", "cursor", "format"])
def test_single_valued_parameter_cannot_be_repeated(client, name):
    response = client.get("/api/v1/labs/", {name: ["1", "1"]})

    assert response.status_code == 400
    assert (response.json()["errors"][0]["parameter"]) == name


@pytest.fixture
def dated():
    """Labs with dates of various precisions, and one without a date."""
    for key, date in {
        "a-2018": "2018",
        "b-2012-06": "2012-06",
        "c-2012": "2012",
        "d-none": None,
        "e-2012-06": "2012-06",
        "f-before-2019": "../2019",
    }.items():
        LabFactory(id=key, established=date)


def test_dates_are_ordered_by_start_then_end_with_nulls_last(client, dated):
    response = client.get("/api/v1/labs/", {"ordering": "established"})

    assert ids(response) == [
        "f-before-2019",
        "c-2012",
        "b-2012-06",
        "e-2012-06",
        "a-2018",
        "d-none",
    ]


def test_nulls_are_last_in_descending_order_and_ids_break_ties(client, dated):
    response = client.get("/api/v1/labs/", {"ordering": "-established"})

    assert ids(response) == [
        "a-2018",
        "b-2012-06",
        "e-2012-06",
        "c-2012",
        "f-before-2019",
        "d-none",
    ]


def test_ordering_by_several_keys(client):
    LabFactory(id="a", established="2012", name_en="Beta")
    LabFactory(id="b", established="2012", name_en="Alpha")
    LabFactory(id="c", established="2018", name_en="Gamma")

    response = client.get("/api/v1/labs/", {"ordering": "-established,name"})

    assert ids(response) == ["c", "b", "a"]


def test_default_ordering_is_by_id(client):
    for key in ("b", "c", "a"):
        LabFactory(id=key)

    assert ids(client.get("/api/v1/labs/")) == ["a", "b", "c"]
    assert ids(client.get("/api/v1/labs/", {"ordering": "-id"})) == ["c", "b", "a"]


def test_statements_are_ordered_by_as_of(client):
    StatementFactory(id="a", as_of="2018")
    StatementFactory(id="b", as_of="2012")

    assert ids(client.get("/api/v1/statements/", {"ordering": "as_of"})) == ["b", "a"]


def test_sources_are_ordered_by_publication_date(client):
    SourceFactory(id="a", published="2018", published_basis="printed")
    SourceFactory(id="b", published="2012", published_basis="printed")

    assert ids(client.get("/api/v1/sources/", {"ordering": "published"})) == ["b", "a"]


def test_unknown_ordering_key_is_an_error_with_a_suggestion(client):
    response = client.get("/api/v1/labs/", {"ordering": "-establishd,name"})

    assert response.status_code == 400
    (error,) = response.json()["errors"]
    start = (
        "“-establishd” is not a valid value for “ordering”. Did you mean “-established”? Allowed "
    )
    assert error.pop("detail").startswith(f"{start}values: id, -id, name, -name, ")
    assert [error] == [
        {
            "code": "invalid-choice",
            "parameter": "ordering",
            "pointer": None,
            "suggestion": "-established",
        }
    ]


def test_empty_ordering_is_an_error(client):
    assert client.get("/api/v1/labs/", {"ordering": ""}).status_code == 400
