"""`/api/v1/match/`: texts as they stand in a spreadsheet, and errors that say where."""

import json

import pytest

from hkinno.api.parsers.json import MAX_ERRORS
from hkinno.api.parsers.request_parsers import MAX_BODY_SIZE
from tests.factories import InstitutionFactory, PlaceFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/match/"
LONGEST_ANSWER = 10_000  # bytes, where everything is wrong


@pytest.fixture
def match(client):
    """Sends a body and gives the response."""

    def post(body, content_type="application/json", **options):
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.post(ADDRESS, sent, content_type, **options)

    return post


def faults(response):
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    return [(each["pointer"], each["code"]) for each in response.json()["errors"]]


def chosen(response):
    return [each["chosen"] for each in response.json()["results"]]


def test_match_answers_in_the_order_of_the_texts(match):
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


def test_match_keeps_to_the_hints_and_the_limit(match):
    InstitutionFactory(id="one", name_zh="甲乙丙所", place=PlaceFactory(id="shenzhen"))
    InstitutionFactory(id="two", name_zh="甲乙丁所", place=PlaceFactory(id="macao"))
    ask = {"text": "甲乙丙所"}

    response = match(
        {
            "texts": [
                ask,
                ask | {"resource": "labs"},
                ask | {"resource": "institutions", "place": "shenzhen"},
                ask | {"place": "macao"},
            ],
            "limit": 1,
        }
    )

    assert chosen(response) == ["one", None, "one", None]
    assert [
        [found["record"]["id"] for found in each["candidates"]]
        for each in response.json()["results"]
    ] == [["one"], [], ["one"], ["two"]]


def test_match_takes_a_number_as_json_has_it(match):
    assert chosen(match(b'{"texts": [{"text": ""}], "limit": 5.0}')) == [None]


def test_match_knows_nothing_of_drafts_and_finds_survivors(match):
    InstitutionFactory(id="draft", name_zh="甲乙丙所", status="draft")
    stays = InstitutionFactory(id="stays", name_zh="丁戊己所")
    InstitutionFactory(id="merged", name_zh="丁戊己所", merged_into=stays)

    response = match({"texts": [{"text": "甲乙丙所"}, {"text": "丁戊己所"}]})

    assert chosen(response) == [None, "stays"]


def test_match_takes_a_hundred_texts_and_no_more(match):
    assert len(chosen(match({"texts": [{"text": "x"}] * 100}))) == 100

    refused = match({"texts": [{"text": "x"}] * 101})

    assert refused.status_code == 400
    assert faults(refused) == [("/texts", "max-length")]


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
        ({"texts": [{"text": "x", "place": "A B"}]}, [("/texts/0/place", "invalid")]),
        ({"texts": [{"text": "x", "place": "nowhere"}]}, [("/texts/0/place", "invalid-choice")]),
        ({"texts": [{"text": "x"}], "limit": "5"}, [("/limit", "invalid")]),
        ({"texts": [{"text": "x"}], "limit": True}, [("/limit", "invalid")]),
        ({"texts": [{"text": "x"}], "limit": 1.5}, [("/limit", "invalid")]),
        ({"texts": [{"text": "x"}], "limit": 21}, [("/limit", "max-value")]),
    ],
)
def test_match_says_where_a_body_is_wrong(match, body, expected):
    response = match(body)

    assert response.status_code == 400
    assert response.json()["code"] == "invalid-body"
    assert faults(response) == expected


def test_match_names_what_may_have_been_meant(match):
    PlaceFactory(id="shenzhen")

    key = match({"texts": [{"text": "x", "resorce": "labs"}]}).json()["errors"][0]
    word = match({"texts": [{"text": "x", "resource": "lab"}]}).json()["errors"][0]
    place = match({"texts": [{"text": "x", "place": "shenzen"}]}).json()["errors"][0]

    assert (key["suggestion"], word["suggestion"]) == ("resource", "labs")
    assert place["suggestion"] == "shenzhen"
    assert place["detail"] == "There is no place “shenzen”. Did you mean “shenzhen”?"


def test_match_refuses_a_body_that_is_too_large(match):
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
def test_match_names_only_so_many_faults_of_a_body(match, body, code):
    response = match(json.dumps(body, separators=(",", ":")).encode())

    assert response.status_code == 400
    assert 1 <= len(faults(response)) <= MAX_ERRORS
    assert {found for _pointer, found in faults(response)} == {code}
    assert len(response.content) < LONGEST_ANSWER


@pytest.mark.parametrize(
    ("content_type", "headers"),
    [
        ("text/plain", {}),
        ("application/json; charset=utf-16", {}),
        ("application/json; charset=latin-1", {}),
        ("application/json", {"content-encoding": "gzip"}),
    ],
)
def test_match_refuses_other_types_and_encodings(match, content_type, headers):
    response = match(b"{}", content_type, headers=headers)

    assert response.status_code == 415
    assert response.json()["code"] == "unsupported-media-type"


def test_match_reads_utf8_that_is_named(match):
    body = {"texts": [{"text": "大學"}]}

    assert match(body, 'application/json; x=1; charset="UTF-8"').status_code == 200


def test_match_takes_no_parameters_and_no_other_method(client, match):
    response = client.post(f"{ADDRESS}?limit=1&format=json&format=json", "{}", "application/json")

    assert [each["code"] for each in response.json()["errors"]] == [
        "unknown-parameter",
        "repeated-parameter",
    ]
    assert client.get(ADDRESS).status_code == 405


def test_match_may_be_asked_by_any_page_without_cookies(client, match):
    before = client.options(
        ADDRESS,
        headers={
            "origin": "https://example.org",
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
        },
    )
    answer = match({"texts": [{"text": "x"}]}, headers={"origin": "https://example.org"})

    assert "POST" in before["Access-Control-Allow-Methods"].split(", ")
    assert "content-type" in before["Access-Control-Allow-Headers"].split(", ")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer.cookies == {}


def test_match_asks_as_much_of_the_database_for_a_hundred_texts(match, django_assert_num_queries):
    InstitutionFactory(id="hku", name_zh="香港大學")
    match({"texts": [{"text": "香港大學"}]})

    with django_assert_num_queries(2):
        match({"texts": [{"text": "香港大學"}] * 100})
