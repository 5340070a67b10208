"""Cursor pagination."""

import pytest
from django.core.signing import Signer

from hkinno.registry.values.quantities import quantity
from tests.factories import LabFactory, PlaceFactory, RelationFactory, StatementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def labs():
    """Twelve labs: some dated alike, some without dates, amounts or English names."""
    for number in range(12):
        LabFactory(
            id=f"lab-{number:02}",
            established=["2012", "2018-06", None][number % 3],
            website=["https://a.example/", ""][number % 2],
            budget=quantity({"value": str(number), "unit": "HKD"}) if number % 4 else None,
        )


def page(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200, response.content
    body = response.json()
    return [row["id"] for row in body["results"]], body


def follow_links(client, link, address, **query):
    """The ids of each page."""
    ids, body = page(client, address, **query)
    pages = [ids]
    while body[link]:
        ids, body = page(client, body[link])
        pages.append(ids)
    return pages


ORDERS = [
    "id",
    "-id",
    "established",
    "-established,-id",
    "website,-established",
    "budget",
    "-budget",
]
ORDERS += ["statement_count,-name", "-last_confirmed", "-created_at", "place,-updated_at"]


@pytest.mark.parametrize("ordering", ORDERS)
def test_cursors_visit_every_row_once_in_order_and_back(client, labs, ordering):
    query = {"ordering": ordering, "page_size": "5"}
    expected, _body = page(client, "/api/v1/labs/", ordering=ordering, page_size="100")

    forwards = follow_links(client, "next", "/api/v1/labs/", cursor="*", **query)
    _ids, last = page(client, "/api/v1/labs/", cursor="*", **query)
    while last["next"]:
        _ids, last = page(client, last["next"])
    backwards = follow_links(client, "previous", last["previous"])

    assert forwards == [expected[:5], expected[5:10], expected[10:]]
    assert backwards == [expected[5:10], expected[:5]]


def test_cursors_page_through_statements_places_and_relations(client):
    StatementFactory.create_batch(3)
    RelationFactory.create_batch(3)
    PlaceFactory.create_batch(3, full=True)

    for name, ordering in (("statements", "line"), ("relations", "since"), ("places", "latitude")):
        query = {"ordering": ordering, "page_size": "2"}
        pages = follow_links(client, "next", f"/api/v1/{name}/", cursor="*", **query)
        expected, _body = page(client, f"/api/v1/{name}/", ordering=ordering)
        assert [id for page_ids in pages for id in page_ids] == expected


def test_cursor_links_are_absolute_and_unescaped(client, labs):
    _ids, body = page(client, "/api/v1/labs/", cursor="*", page_size="5", stage="active")

    start, token = body["next"].split("cursor=")
    assert start == "http://testserver/api/v1/labs/?"
    assert token.partition("&")[0].replace(".", "").replace("-", "").replace("_", "").isalnum()
    assert body["previous"] is None
    assert body["count"] == 12


def test_row_added_changed_or_deleted_neither_repeats_nor_hides_another(client, labs):
    first, body = page(client, "/api/v1/labs/", cursor="*", page_size="5")
    LabFactory(id="lab-000")
    type(LabFactory()).objects.filter(id__in=["lab-03", "lab-04"]).update(status="draft")

    second, _body = page(client, body["next"])

    assert first == ["lab-00", "lab-01", "lab-02", "lab-03", "lab-04"]
    assert second == ["lab-05", "lab-06", "lab-07", "lab-08", "lab-09"]


def test_empty_last_page_links_back(client, labs):
    _ids, body = page(client, "/api/v1/labs/", cursor="*", page_size="11")
    lab = type(LabFactory(id="a"))
    lab.objects.filter(id="lab-11").update(status="draft")

    ids, empty = page(client, body["next"])
    previous, _body = page(client, empty["previous"])

    assert (ids, empty["next"]) == ([], None)
    assert previous == [f"lab-{number:02}" for number in range(11)]


def test_empty_first_page_links_forward(client, labs):
    _ids, body = page(client, "/api/v1/labs/", cursor="*", page_size="6")
    _ids, body = page(client, body["next"])
    lab = type(LabFactory(id="z"))
    lab.objects.filter(id__lt="lab-06").update(status="draft")

    ids, empty = page(client, body["previous"])
    previous, _body = page(client, empty["next"])

    assert (ids, empty["previous"]) == ([], None)
    assert previous == [f"lab-{number:02}" for number in range(6, 12)]


@pytest.fixture
def token(client, labs):
    _ids, body = page(client, "/api/v1/labs/", cursor="*", page_size="5", stage="active")
    return body["next"].split("cursor=")[1].partition("&")[0]


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/api/v1/labs/", {}),
        ("/api/v1/labs/", {"stage": "planned"}),
        ("/api/v1/labs/", {"stage": "active", "ordering": "-id"}),
        ("/api/v1/institutions/", {"stage": "active"}),
    ],
)
def test_cursor_of_another_list_order_or_filter_is_an_error(client, token, address, query):
    response = client.get(address, query | {"cursor": token})

    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "invalid-cursor"


@pytest.mark.parametrize("cursor", ["", "x", "!", "a.b", "€"])
def test_malformed_cursor_is_an_error(client, labs, cursor):
    response = client.get("/api/v1/labs/", {"cursor": cursor})

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "cursor"


def test_cursor_signed_for_another_purpose_is_an_error(client, labs):
    forged = Signer(sep=".", salt="other").sign_object({"of": ""})

    response = client.get("/api/v1/labs/", {"cursor": forged})

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "cursor"


def test_tampered_cursor_is_an_error(client, token):
    changed = ("b" if token[0] == "a" else "a") + token[1:]

    response = client.get("/api/v1/labs/", {"cursor": changed, "stage": "active"})

    assert response.status_code == 400


def test_fields_and_page_size_may_change_between_pages(client, token):
    query = {"cursor": token, "stage": "active", "page_size": "2", "fields": "id", "facets": "kind"}

    ids, _body = page(client, "/api/v1/labs/", **query)

    assert ids == ["lab-05", "lab-06"]


def test_page_cannot_be_combined_with_cursor(client, labs):
    response = client.get("/api/v1/labs/", {"cursor": "*", "page": "2"})

    assert response.status_code == 400
    body = response.json()
    assert body["code"] == "incompatible-parameters"
    assert [error["code"] for error in body["errors"]] == ["incompatible-parameters"]


def test_file_can_be_downloaded_page_by_page(client, labs):
    response = client.get("/api/v1/labs/", {"cursor": "*", "page_size": "5", "format": "jsonl"})

    assert "cursor=" in response["Link"]
