"""What is suggested while somebody types: records, types and properties."""

import pytest

from tests.factories import InstitutionFactory
from tests.matching.reconcile.service import ADDRESS, faults
from tests.matching.shapes import follows

pytestmark = pytest.mark.django_db


def suggested(client, kind, **given):
    answer = client.get(f"{ADDRESS}suggest/{kind}/", given).json()
    shape = {"entity": "entities", "property": "properties", "type": "types"}[kind]
    follows(answer, f"suggest-{shape}-response")
    return answer["result"]


def test_records_are_suggested_with_what_tells_them_apart(client, hku):
    InstitutionFactory(
        id="hkust", name_zh="香港科技大學", name_en="Univ of Science", kind="company"
    )

    assert suggested(client, "entity", prefix="香港大") == [
        {
            "id": "hku",
            "name": "香港大學",
            "description": "大學，香港",
            "notable": ["institutions"],
        }
    ]
    assert [each["name"] for each in suggested(client, "entity", prefix="univ")] == [
        *("Univ of Science", "University of Hong Kong")
    ]
    assert [each["id"] for each in suggested(client, "entity", prefix="香港", type="places")] == [
        "hong-kong"
    ]
    assert [each["id"] for each in suggested(client, "entity", prefix="香港", cursor="2")] == [
        "hku"
    ]
    assert suggested(client, "entity", prefix=" ") == suggested(client, "entity") == []


@pytest.mark.parametrize("kind", ["entity", "property", "type"])
def test_what_openrefine_says_of_its_box_is_not_held_against_it(client, hku, kind):
    said = {"spell": "always", "exact": "false", "prefixed": "true", "scoring": "schema"}

    found = suggested(client, kind, prefix="香港大", type="", **said)

    assert found == suggested(client, kind, prefix="香港大")


def test_types_and_properties_are_suggested(client):
    assert suggested(client, "type", prefix="實驗") == [
        {"id": "labs", "name": "實驗室及研究中心 Laboratories and research centres"}
    ]
    assert len(suggested(client, "type", type_strict="any")) == 9
    assert [
        each["id"] for each in suggested(client, "property", prefix="oper", type="facilities")
    ] == [*("operator", "relations.operates-in")]
    assert len(suggested(client, "property")) == 10


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"cursor": "x"}, ("cursor", None, "out-of-range")),
        ({"type": "lab"}, ("type", None, "invalid-choice")),
        ({"type_strict": "x"}, ("type_strict", None, "invalid-choice")),
        ({"prefx": "x"}, ("prefx", None, "unknown-parameter")),
        ({"prefix": ["x", "y"]}, ("prefix", None, "repeated-parameter")),
    ],
)
def test_parameters_of_suggestions_are_strict(client, given, expected):
    assert faults(client.get(f"{ADDRESS}suggest/entity/", given)) == [expected]
