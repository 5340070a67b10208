"""Data extension, and the properties that can be requested."""

import pytest

from tests.factories import (
    AwardFactory,
    FacilityFactory,
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    RelationFactory,
    alias,
)
from tests.matching.protocol_schemas import assert_valid
from tests.matching.reconcile.service import URL, errors_of

pytestmark = pytest.mark.django_db


def test_extend_returns_the_values_of_properties(post_form, hku):
    lab = LabFactory(
        id="lab",
        name_zh="甲乙室",
        name_en="Lab",
        host=hku,
        full=True,
        aliases=[alias("KY")],
        topics=["robotics"],
        focus=[{"zh-Hant": "肝病", "en": "liver disease"}],
    )
    partner = InstitutionFactory(id="partner", name_zh="夥伴", name_en="Partner")
    RelationFactory(subject=lab, role="partner", object=partner)
    AwardFactory(id="award")
    requested = [
        *("name.en", "host", "aliases", "topics", "focus", "statement_count", "budget.value"),
        *("relations.partner", "external_ids.wikidata", "created_at", "coordinates.latitude"),
    ]
    query = {
        "ids": ["lab", "hku", "award", "nothing"],
        "properties": [{"id": id, "settings": {}} for id in requested],
    }
    assert_valid(query, "data-extension-query")

    response = post_form(extend=query).json()

    assert_valid(response, "data-extension-response")
    assert [item["id"] for item in response["meta"]] == requested
    row = response["rows"]["lab"]
    assert row["name.en"] == [{"str": "Lab"}]
    assert row["host"] == [{"id": "hku", "name": "香港大學 University of Hong Kong"}]
    assert row["aliases"] == [{"str": "KY"}]
    assert row["topics"] == [{"str": "robotics"}]
    assert row["focus"] == [{"str": "肝病 liver disease"}]
    assert row["statement_count"] == [{"int": 2}]
    assert row["budget.value"] == [{"str": "2800000000"}]
    assert {"id": "partner", "name": "夥伴 Partner"} in row["relations.partner"]
    assert list(row["created_at"][0]) == ["date"]
    assert row["coordinates.latitude"] == []
    assert response["rows"]["hku"]["host"] == response["rows"]["award"]["host"] == []
    assert response["rows"]["nothing"] == {id: [] for id in requested}


def test_every_property_has_values_in_the_format_of_the_protocol(post_form, client):
    FacilityFactory(id="full", full=True)
    PlaceFactory(id="place", full=True)
    proposed = client.get(f"{URL}properties/", {"limit": "100"}).json()["properties"]
    ids = sorted({item["id"] for item in proposed})
    rows = []

    for start in range(0, len(ids), 50):
        query = {
            "ids": ["full", "place"],
            "properties": [{"id": id} for id in ids[start : start + 50]],
        }
        response = post_form(extend=query).json()
        assert_valid(response, "data-extension-response")
        rows.append(response["rows"]["full"])

    filled = {id for row in rows for id, cells in row.items() if cells}
    assert {"name.zh-Hant", "summary.en", "kind", "operator", "place", "opened"} <= filled


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ({"ids": ["x"]}, "/properties", "required"),
        ({"ids": ["x"] * 101, "properties": []}, "/ids", "max-length"),
        ({"ids": ["x"], "properties": [{"id": "hots"}]}, "/properties/0/id", "invalid-choice"),
        (
            {"ids": ["x"], "properties": [{"id": "host", "settings": {"a": 1}}]},
            "/properties/0/settings",
            "invalid",
        ),
        ({"ids": ["x"], "properties": [{"id": "host"}], "id": 1}, "/id", "unknown-field"),
    ],
)
def test_extend_rejects_invalid_requests(post_form, query, pointer, code):
    assert errors_of(post_form(extend=query)) == [("extend", pointer, code)]


def test_merged_duplicate_has_the_values_of_the_survivor(post_form, hku):
    InstitutionFactory(id="old", name_zh="甲乙", merged_into=hku)
    query = {"ids": ["old", "unknown"], "properties": [{"id": "name.zh-Hant"}]}

    rows = post_form(extend=query).json()["rows"]

    assert rows == {
        "old": {"name.zh-Hant": [{"str": "香港大學"}]},
        "unknown": {"name.zh-Hant": []},
    }


def test_properties_are_listed_by_type(client):
    listing = client.get(f"{URL}properties/", {"type": "labs", "limit": "3"}).json()

    assert_valid(listing, "data-extension-property-proposal")
    assert (listing["type"], listing["limit"]) == ("labs", 3)
    assert [item["id"] for item in listing["properties"]] == [
        *("name.zh-Hant", "name.en", "name_zh_basis")
    ]
    assert "type" not in client.get(f"{URL}properties/").json()


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "٣", "1000000", "1_0"])
def test_properties_reject_an_invalid_limit(client, limit):
    response = client.get(f"{URL}properties/", {"limit": limit})

    assert errors_of(response) == [("limit", None, "out-of-range")]


def test_empty_type_means_any_type(client):
    """OpenRefine sends it to list the properties of a column without a type."""
    response = client.get(f"{URL}properties/?type=")

    assert response.json() == client.get(f"{URL}properties/").json()
