"""`/api/v1/match/`: matching texts, and errors with their location in the body."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import InstitutionFactory, PlaceFactory
from tests.matching.match_client import URL, chosen, post_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def match(client):
    """Posts a body and returns the response."""
    return partial(post_texts, client)


def test_match_returns_results_in_the_order_of_the_texts(match):
    InstitutionFactory(id="hku", name_zh="香港大學", name_en="University of Hong Kong")
    InstitutionFactory(id="hkust", name_zh="香港科技大學", name_en="HK Univ of Sci & Tech")

    response = match(
        {"texts": [{"text": t} for t in ("香港科技大学机械工程系", "大學", "", "HKU")]}
    )

    assert response.status_code == 200
    assert chosen(response) == ["hkust", None, None, None]
    first = response.json()["results"][0]
    assert first["text"] == "香港科技大学机械工程系"
    assert first["candidates"][0] == {
        "record": {
            "id": "hkust",
            "resource": "institutions",
            "url": "http://testserver/api/v1/institutions/hkust/",
            "name": {"zh-Hant": "香港科技大學", "en": "HK Univ of Sci & Tech"},
        },
        "score": 93.2,
        "matched": "香港科技大学",
        "matched_name": "香港科技大學",
    }


def test_match_respects_resource_place_and_limit(match):
    InstitutionFactory(id="one", name_zh="甲乙丙所", place=PlaceFactory(id="shenzhen"))
    InstitutionFactory(id="two", name_zh="甲乙丁所", place=PlaceFactory(id="macao"))
    item = {"text": "甲乙丙所"}

    response = match(
        {
            "texts": [
                item,
                item | {"resource": "labs"},
                item | {"resource": "institutions", "place": "shenzhen"},
                item | {"place": "macao"},
            ],
            "limit": 1,
        }
    )

    assert chosen(response) == ["one", None, "one", None]
    assert [
        [candidate["record"]["id"] for candidate in result["candidates"]]
        for result in response.json()["results"]
    ] == [["one"], [], ["one"], ["two"]]


def test_place_that_was_merged_stands_for_the_survivor(match):
    shenzhen = PlaceFactory(id="shenzhen")
    PlaceFactory(id="old", merged_into=shenzhen)
    InstitutionFactory(id="one", name_zh="甲乙丙所", place=shenzhen)
    InstitutionFactory(id="two", name_zh="丁戊己所", place=PlaceFactory(id="macao"))

    response = match({"texts": [{"text": t, "place": "old"} for t in ("甲乙丙所", "丁戊己所")]})

    assert chosen(response) == ["one", None]


def test_match_accepts_a_limit_written_as_a_decimal(match):
    assert chosen(match(b'{"texts": [{"text": ""}], "limit": 5.0}')) == [None]


def test_match_ignores_drafts_and_merged_duplicates(match):
    InstitutionFactory(id="draft", name_zh="甲乙丙所", status="draft")
    stays = InstitutionFactory(id="stays", name_zh="丁戊己所")
    InstitutionFactory(id="merged", name_zh="丁戊己所", merged_into=stays)

    response = match({"texts": [{"text": "甲乙丙所"}, {"text": "丁戊己所"}]})

    assert chosen(response) == [None, "stays"]


def test_match_accepts_an_explicit_utf8_charset(match):
    body = {"texts": [{"text": "大學"}]}

    assert match(body, 'application/json; x=1; charset="UTF-8"').status_code == 200


def test_match_accepts_no_parameters_and_no_other_method(client, match):
    response = client.post(f"{URL}?limit=1&format=json&format=json", "{}", "application/json")

    assert [item["code"] for item in response.json()["errors"]] == [
        "unknown-parameter",
        "repeated-parameter",
    ]
    assert client.get(URL).status_code == 405


def test_match_allows_cross_origin_requests_without_cookies(client, match):
    preflight = client.options(
        URL,
        headers={
            "origin": "https://example.org",
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
        },
    )
    response = match({"texts": [{"text": "x"}]}, headers={"origin": "https://example.org"})

    assert "POST" in preflight["Access-Control-Allow-Methods"].split(", ")
    assert "content-type" in preflight["Access-Control-Allow-Headers"].split(", ")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert response.cookies == {}


def test_match_needs_the_same_queries_for_100_texts(match, django_assert_num_queries):
    InstitutionFactory(id="hku", name_zh="香港大學", place=PlaceFactory(id="hong-kong"))
    texts = [{"text": "香港大學"}, {"text": "HKU"}]
    with CaptureQueriesContext(connection) as queries:
        match({"texts": texts})

    with django_assert_num_queries(len(queries)):
        match({"texts": texts * 50})
