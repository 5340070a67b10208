"""Errors of `/api/v1/match/`, with their location in the body."""

import json
from functools import partial

import pytest

from hkinno.api.errors.field_errors import MAX_ERRORS
from hkinno.api.parsers.request_parsers import MAX_BODY_SIZE
from tests.factories import PlaceFactory
from tests.matching.match_client import chosen, errors_of, post_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def match(client):
    """Posts a body and returns the response."""
    return partial(post_texts, client)


MAX_ERROR_SIZE = 10_000  # bytes


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
