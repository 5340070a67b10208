"""Suggestions of records, types and properties for a prefix."""

import pytest

from tests.factories import InstitutionFactory
from tests.matching.protocol_schemas import assert_valid
from tests.matching.reconcile.service import URL, errors_of

pytestmark = pytest.mark.django_db


def suggest(client, item, **params):
    response = client.get(f"{URL}suggest/{item}/", params).json()
    plural = {"entity": "entities", "property": "properties", "type": "types"}[item]
    assert_valid(response, f"suggest-{plural}-response")
    return response["result"]


def test_records_are_suggested_with_a_description(client, hku):
    InstitutionFactory(
        id="hkust", name_zh="香港科技大學", name_en="Univ of Science", kind="company"
    )

    assert suggest(client, "entity", prefix="香港大") == [
        {
            "id": "hku",
            "name": "香港大學",
            "description": "大學，香港",
            "notable": ["institutions"],
        }
    ]
    assert [result["name"] for result in suggest(client, "entity", prefix="univ")] == [
        *("Univ of Science", "University of Hong Kong")
    ]
    assert [result["id"] for result in suggest(client, "entity", prefix="香港", type="places")] == [
        "hong-kong"
    ]
    assert [result["id"] for result in suggest(client, "entity", prefix="香港", cursor="2")] == [
        "hku"
    ]
    assert suggest(client, "entity", prefix=" ") == suggest(client, "entity") == []


@pytest.mark.parametrize("item", ["entity", "property", "type"])
def test_parameters_sent_by_openrefine_are_ignored(client, hku, item):
    ignored = {"spell": "always", "exact": "false", "prefixed": "true", "scoring": "schema"}

    results = suggest(client, item, prefix="香港大", type="", **ignored)

    assert results == suggest(client, item, prefix="香港大")


def test_types_and_properties_are_suggested(client):
    assert suggest(client, "type", prefix="實驗") == [
        {"id": "labs", "name": "實驗室及研究中心 Laboratories and research centres"}
    ]
    assert len(suggest(client, "type", type_strict="any")) == 9
    assert [
        result["id"] for result in suggest(client, "property", prefix="oper", type="facilities")
    ] == [*("operator", "relations.operates-in")]
    assert len(suggest(client, "property")) == 10


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"cursor": "x"}, ("cursor", None, "out-of-range")),
        ({"type": "lab"}, ("type", None, "invalid-choice")),
        ({"type_strict": "x"}, ("type_strict", None, "invalid-choice")),
        ({"prefx": "x"}, ("prefx", None, "unknown-parameter")),
        ({"prefix": ["x", "y"]}, ("prefix", None, "repeated-parameter")),
    ],
)
def test_invalid_parameters_are_rejected(client, params, expected):
    assert errors_of(client.get(f"{URL}suggest/entity/", params)) == [expected]
