"""Query batches: candidates for a text and a type, and validation errors."""

import json

import pytest

from tests.matching.protocol_schemas import assert_valid
from tests.matching.reconcile.service import URL, errors_of, matches

pytestmark = pytest.mark.django_db


def test_queries_have_the_same_response_by_get_and_by_post(client, post_form, hku):
    queries = {"q0": {"query": "香港大學文學院"}, "q1": {"query": "HONG KONG UNIV", "limit": 1}}
    assert_valid(queries, "reconciliation-query-batch")

    by_post = post_form(queries=queries)
    by_get = client.get(URL, {"queries": json.dumps(queries)})

    assert by_post.json() == by_get.json()
    assert_valid(by_post.json(), "reconciliation-result-batch")
    assert by_post.json() == {
        "q0": {
            "result": [
                {
                    "id": "hku",
                    "name": "香港大學",
                    "description": "大學，香港",
                    "type": [{"id": "institutions", "name": "機構 Institutions"}],
                    "score": 93.6,
                    "match": True,
                },
                {
                    "id": "hong-kong",
                    "name": "香港",
                    "description": "城市",
                    "type": [{"id": "places", "name": "地點 Places"}],
                    "score": 22.6,
                    "match": False,
                },
            ]
        },
        "q1": {
            "result": [
                {
                    "id": "hku",
                    "name": "University of Hong Kong",
                    "description": "University, Hong Kong",
                    "type": [{"id": "institutions", "name": "機構 Institutions"}],
                    "score": 100,
                    "match": True,
                }
            ]
        },
    }


def test_type_excludes_other_types(post_form, hku):
    def match(**query):
        return matches(post_form(queries={"q0": {"query": "香港大學", "limit": 1} | query}))

    assert match(type="institutions") == [("hku", True)]
    assert match(type=["labs", "institutions"]) == [("hku", True)]
    assert match(type="labs") == []
    assert match(type=["labs", "institutions"], type_strict="all") == []
    assert match(type=["institutions"] * 2, type_strict="all") == [("hku", True)]
    assert match(type=[]) == [("hku", True)]


@pytest.mark.parametrize("name", ["institutions", " Institutions", "INSTITUTIONS", "機構", "机构"])
def test_type_may_be_a_name_that_was_typed(post_form, hku, name):
    response = post_form(queries={"q0": {"query": "香港大學", "type": name}})

    assert matches(response) == [("hku", True)]


@pytest.mark.parametrize(
    "empty",
    [
        {"type": "", "type_strict": "should"},  # OpenRefine's “no particular type”
        {"type": [""], "type_strict": "", "limit": None, "properties": None},
        {"properties": [{"pid": "place", "v": ""}]},
        {"properties": [{"pid": "place", "v": None}]},
        {"properties": [{"pid": "place", "v": [None]}]},
    ],
)
def test_empty_fields_of_a_query_have_no_effect(post_form, hku, empty):
    response = post_form(queries={"q0": {"query": "香港大學"} | empty})

    assert matches(response) == [("hku", True), ("hong-kong", False)]


def test_type_strict_should_adds_other_types_that_never_match(post_form, hku):
    """OpenRefine sends `should` with every type."""

    def match(**query):
        return matches(post_form(queries={"q0": query | {"type_strict": "should"}}))

    assert match(query="香港大學", type="institutions") == [("hku", True), ("hong-kong", False)]
    assert match(query="香港大學", type="labs") == [("hku", False), ("hong-kong", False)]
    assert match(query="香港大學", type="institutions", limit=1) == [("hku", True)]
    assert match(query="香港大學") == [("hku", True), ("hong-kong", False)]


def test_records_of_other_types_have_a_limited_score(post_form, hku):
    query = {"query": "香港大學", "type": "labs", "type_strict": "should"}

    response = post_form(queries={"q0": query})

    assert [item["score"] for item in response.json()["q0"]["result"]] == [75, 40.7]


def test_limit_above_the_maximum_is_accepted(post_form, hku):
    assert matches(
        post_form(queries={"q0": {"query": "香港大學", "limit": 1e9, "type": "institutions"}})
    ) == [("hku", True)]


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ({}, "/q0", "invalid"),
        ({"query": ""}, "/q0", "invalid"),
        ({"query": 5}, "/q0/query", "invalid"),
        ({"qery": "x"}, "/q0/qery", "unknown-field"),
        ({"query": "x", "type": "lab"}, "/q0/type", "invalid-choice"),
        ({"query": "x", "type": [5]}, "/q0/type", "invalid-choice"),
        ({"query": "x", "type": ["labs"] * 51}, "/q0/type", "invalid"),
        ({"query": "x", "type_strict": "must"}, "/q0/type_strict", "invalid-choice"),
        ({"query": "x", "limit": 0}, "/q0/limit", "invalid"),
        ({"query": "x", "limit": True}, "/q0/limit", "invalid"),
        ({"query": "x", "limit": "5"}, "/q0/limit", "invalid"),
        (
            {"query": "x", "properties": [{"pid": "x", "v": 1}]},
            "/q0/properties/0/pid",
            "invalid-choice",
        ),
        ({"query": "x", "properties": [{"pid": "kind"}]}, "/q0/properties/0/v", "required"),
        ({"query": "x", "properties": [{"pid": "kind", "v": {}}]}, "/q0/properties/0/v", "invalid"),
        (
            {"query": "x", "properties": [{"pid": "kind", "v": ["y"] * 11}]},
            "/q0/properties/0/v",
            "invalid",
        ),
        ({"query": "x", "properties": [{"pid": "kind", "v": ["y"] * 6}] * 2}, "/q0", "invalid"),
        ({"query": "x", "properties": [{}] * 11}, "/q0/properties", "max-length"),
        ([], "/q0", "invalid"),
    ],
)
def test_invalid_query_is_rejected_with_its_location(post_form, query, pointer, code):
    response = post_form(queries={"q0": query})

    assert response.status_code == 400
    assert errors_of(response) == [("queries", pointer, code)]
