"""Data extension: columns that are filled from records, and the properties that they may show."""

import pytest

from tests.factories import (
    AwardFactory,
    FacilityFactory,
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    RelationFactory,
)
from tests.matching.reconcile.service import ADDRESS, faults, short_name
from tests.matching.shapes import follows

pytestmark = pytest.mark.django_db


def test_columns_are_extended(ask, hku):
    lab = LabFactory(
        id="lab",
        name_zh="甲乙室",
        name_en="Lab",
        host=hku,
        full=True,
        aliases=[short_name("KY")],
        topics=["robotics"],
        focus=[{"zh-Hant": "肝病", "en": "liver disease"}],
    )
    partner = InstitutionFactory(id="partner", name_zh="夥伴", name_en="Partner")
    RelationFactory(subject=lab, role="partner", object=partner)
    AwardFactory(id="award")
    wanted = [
        *("name.en", "host", "aliases", "topics", "focus", "statement_count", "budget.value"),
        *("relations.partner", "external_ids.wikidata", "created_at", "coordinates.latitude"),
    ]
    asked = {
        "ids": ["lab", "hku", "award", "nothing"],
        "properties": [{"id": each, "settings": {}} for each in wanted],
    }
    follows(asked, "data-extension-query")

    answer = ask(extend=asked).json()

    follows(answer, "data-extension-response")
    assert [each["id"] for each in answer["meta"]] == wanted
    row = answer["rows"]["lab"]
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
    assert answer["rows"]["hku"]["host"] == answer["rows"]["award"]["host"] == []
    assert answer["rows"]["nothing"] == {each: [] for each in wanted}


def test_every_property_of_every_type_has_a_value_in_the_shape_of_the_protocol(ask, client):
    FacilityFactory(id="full", full=True)
    PlaceFactory(id="place", full=True)
    proposed = client.get(f"{ADDRESS}properties/", {"limit": "100"}).json()["properties"]
    ids = sorted({each["id"] for each in proposed})
    rows = []

    for start in range(0, len(ids), 50):
        asked = {
            "ids": ["full", "place"],
            "properties": [{"id": each} for each in ids[start : start + 50]],
        }
        answer = ask(extend=asked).json()
        follows(answer, "data-extension-response")
        rows.append(answer["rows"]["full"])

    filled = {id for row in rows for id, cells in row.items() if cells}
    assert {"name.zh-Hant", "summary.en", "kind", "operator", "place", "opened"} <= filled


@pytest.mark.parametrize(
    ("asked", "pointer", "code"),
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
def test_an_extension_that_is_wrong_is_refused(ask, asked, pointer, code):
    assert faults(ask(extend=asked)) == [("extend", pointer, code)]


def test_properties_are_proposed_by_type(client):
    proposal = client.get(f"{ADDRESS}properties/", {"type": "labs", "limit": "3"}).json()

    follows(proposal, "data-extension-property-proposal")
    assert (proposal["type"], proposal["limit"]) == ("labs", 3)
    assert [each["id"] for each in proposal["properties"]] == [
        *("name.zh-Hant", "name.en", "name_en_basis")
    ]
    assert "type" not in client.get(f"{ADDRESS}properties/").json()


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "٣", "1000000", "1_0"])
def test_a_limit_that_is_none_is_refused(client, limit):
    response = client.get(f"{ADDRESS}properties/", {"limit": limit})

    assert faults(response) == [("limit", None, "out-of-range")]


def test_a_type_that_is_left_empty_is_any(client):
    """OpenRefine asks so for the properties of a column that has no type."""
    response = client.get(f"{ADDRESS}properties/?type=")

    assert response.json() == client.get(f"{ADDRESS}properties/").json()
