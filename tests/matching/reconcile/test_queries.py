"""Queries of a batch: what is found for a text and a type, and what is refused."""

import json

import pytest

from tests.matching.reconcile.service import ADDRESS, faults, matched
from tests.matching.shapes import follows

pytestmark = pytest.mark.django_db


def test_queries_are_answered_by_form_and_by_address_alike(client, ask, hku):
    queries = {"q0": {"query": "香港大學文學院"}, "q1": {"query": "HONG KONG UNIV", "limit": 1}}
    follows(queries, "reconciliation-query-batch")

    posted = ask(queries=queries)
    got = client.get(ADDRESS, {"queries": json.dumps(queries)})

    assert posted.json() == got.json()
    follows(posted.json(), "reconciliation-result-batch")
    assert posted.json() == {
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
                    "type": [{"id": "places", "name": "地方 Places"}],
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


def test_a_type_rules_out_the_others(ask, hku):
    def found(**asked):
        return matched(ask(queries={"q0": {"query": "香港大學", "limit": 1} | asked}))

    assert found(type="institutions") == [("hku", True)]
    assert found(type=["labs", "institutions"]) == [("hku", True)]
    assert found(type="labs") == []
    assert found(type=["labs", "institutions"], type_strict="all") == []
    assert found(type=["institutions"] * 2, type_strict="all") == [("hku", True)]
    assert found(type=[]) == [("hku", True)]


def test_a_type_that_records_should_have_chooses_among_them_alone(ask, hku):
    """OpenRefine says of every type that records should have it."""

    def found(**asked):
        return matched(ask(queries={"q0": asked | {"type_strict": "should"}}))

    assert found(query="香港大學", type="institutions") == [("hku", True), ("hong-kong", False)]
    assert found(query="香港大學", type="labs") == [("hku", False), ("hong-kong", False)]
    assert found(query="香港大學", type="institutions", limit=1) == [("hku", True)]
    assert found(query="香港大學") == [("hku", True), ("hong-kong", False)]


def test_records_of_other_types_are_never_scored_as_if_they_were_sure(ask, hku):
    query = {"query": "香港大學", "type": "labs", "type_strict": "should"}

    response = ask(queries={"q0": query})

    assert [each["score"] for each in response.json()["q0"]["result"]] == [75, 40.7]


def test_more_candidates_than_we_give_are_no_error(ask, hku):
    assert matched(
        ask(queries={"q0": {"query": "香港大學", "limit": 1e9, "type": "institutions"}})
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
def test_a_query_that_is_wrong_is_refused_with_its_place(ask, query, pointer, code):
    response = ask(queries={"q0": query})

    assert response.status_code == 400
    assert faults(response) == [("queries", pointer, code)]
