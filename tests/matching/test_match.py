"""`/api/v1/match/`: matching texts, and errors with their location in the body."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hkinno.api.parsers.json import MAX_ERRORS
from hkinno.api.parsers.request_parsers import MAX_BODY_SIZE
from tests.factories import InstitutionFactory, PlaceFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/match/"
MAX_ERROR_SIZE = 10_000  # bytes


@pytest.fixture
def match(client):
    """Posts a body and returns the response."""

    def post(body, content_type="application/json", **options):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.post(URL, data, content_type, **options)

    return post


def errors_of(response):
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    return [(item["pointer"], item["code"]) for item in response.json()["errors"]]


def chosen(response):
    return [item["chosen"] for item in response.json()["results"]]


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


def test_match_accepts_at_most_100_texts(match):
    assert len(chosen(match({"texts": [{"text": "x"}] * 100}))) == 100

    response = match({"texts": [{"text": "x"}] * 101})

    assert response.status_code == 400
    assert errors_of(response) == [("/texts", "max-length")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("/texts", "required")]),
        ([], [("", "invalid")]),
        ({"texts": "x"}, [("/texts", "not-a-list")]),
        ({"texts": []}, [("/texts", "min-length")]),
        ({"texts": ["x"]}, [("/texts/0", "invalid")]),
        ({"texts": [{}]}, [("/texts/0/text", "required")]),
        ({"texts": [{"text": 1}]}, [("/texts/0/text", "invalid")]),
        ({"texts": [{"text": "x" * 501}]}, [("/texts/0/text", "max-length")]),
        ({"texts": [{"text": "x", "te/xt": 1}]}, [("/texts/0/te~1xt", "unknown-field")]),
        (
            {"texts": [{"text": "x", "resource": "awards"}]},
            [("/texts/0/resource", "invalid-choice")],
        ),
        (
            {"texts": [{"text": "x", "resource": ["labs"]}]},
            [("/texts/0/resource", "invalid-choice")],
        ),
        ({"texts": [{"text": "x", "place": "A B"}]}, [("/texts/0/place", "invalid-choice")]),
        ({"texts": [{"text": "x", "place": "nowhere"}]}, [("/texts/0/place", "invalid-choice")]),
        ({"texts": [{"text": "x"}], "limit": "5"}, [("/limit", "invalid")]),
        ({"texts": [{"text": "x"}], "limit": True}, [("/limit", "invalid")]),
        ({"texts": [{"text": "x"}], "limit": 1.5}, [("/limit", "invalid")]),
        ({"texts": [{"text": "x"}], "limit": 21}, [("/limit", "max-value")]),
    ],
)
def test_match_reports_the_location_of_errors(match, body, expected):
    response = match(body)

    assert response.status_code == 400
    assert response.json()["code"] == "invalid-body"
    assert errors_of(response) == expected


def test_match_suggests_the_closest_valid_value(match):
    PlaceFactory(id="shenzhen")

    key = match({"texts": [{"text": "x", "resorce": "labs"}]}).json()["errors"][0]
    word = match({"texts": [{"text": "x", "resource": "lab"}]}).json()["errors"][0]
    place = match({"texts": [{"text": "x", "place": "shenzen"}]}).json()["errors"][0]

    assert (key["suggestion"], word["suggestion"]) == ("resource", "labs")
    assert place["suggestion"] == "shenzhen"
    assert place["detail"] == "Unknown place “shenzen”. Did you mean “shenzhen”?"


def test_match_limits_the_length_of_all_texts_together(match):
    text = {"text": "x" * 500}

    assert match({"texts": [text] * 20}).status_code == 200
    assert errors_of(match({"texts": [text] * 20 + [{"text": "x"}]})) == [("/texts", "max-length")]


def test_match_rejects_a_large_body(match):
    response = match(b" " * (MAX_BODY_SIZE + 1))

    assert response.status_code == 413
    assert response.json()["code"] == "content-too-large"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"texts": [{}] * 80_000}, "max-length"),
        ({"texts": [{}] * 100}, "required"),
        ({"texts": [{"text": "x", "place": "nowhere"}] * 100}, "invalid-choice"),
        ({"texts": [{"text": "x"} | {f"k{n}": 1 for n in range(10_000)}]}, "unknown-field"),
        ({"texts": [], "k" * 5000: 1}, "unknown-field"),
    ],
)
def test_match_reports_a_limited_number_of_errors(match, body, code):
    response = match(json.dumps(body, separators=(",", ":")).encode())

    assert response.status_code == 400
    assert 1 <= len(errors_of(response)) <= MAX_ERRORS
    assert {error_code for _pointer, error_code in errors_of(response)} == {code}
    assert len(response.content) < MAX_ERROR_SIZE


@pytest.mark.parametrize(
    ("content_type", "headers"),
    [
        ("text/plain", {}),
        ("application/json; charset=utf-16", {}),
        ("application/json; charset=latin-1", {}),
        ("application/json", {"content-encoding": "gzip"}),
    ],
)
def test_match_rejects_other_content_types_and_encodings(match, content_type, headers):
    response = match(b"{}", content_type, headers=headers)

    assert response.status_code == 415
    assert response.json()["code"] == "unsupported-media-type"


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
