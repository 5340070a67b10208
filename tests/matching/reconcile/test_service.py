"""The Reconciliation Service API 0.2, as OpenRefine speaks it: its manifest, and its form."""

from urllib.parse import urlencode

import pytest
from django.contrib.staticfiles import finders

from tests.matching.reconcile.service import ADDRESS, FORM, faults
from tests.matching.shapes import follows

pytestmark = pytest.mark.django_db


def test_the_manifest_says_where_everything_is(client):
    manifest = client.get(ADDRESS).json()

    follows(manifest, "manifest")
    here = "http://testserver/api/v1/reconcile/"
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == "http://testserver/api/v1/"
    assert manifest["view"] == {"url": here + "view/{{id}}/"}
    assert manifest["preview"] == {"url": here + "preview/{{id}}/", "width": 400, "height": 240}
    assert manifest["suggest"]["entity"] == {
        "service_url": here.rstrip("/"),
        "service_path": "/suggest/entity/",
    }
    assert [each["id"] for each in manifest["defaultTypes"]] == [
        *("events", "facilities", "institutions", "labs", "people", "places", "programmes")
    ]
    assert finders.find(manifest["logo"].removeprefix("http://testserver/static/"))


@pytest.mark.parametrize("queries", [[], 5, {str(n): {"query": "x"} for n in range(101)}])
def test_a_batch_is_an_object_of_at_most_a_hundred(ask, queries):
    assert faults(ask(queries=queries)) == [("queries", "", "invalid")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", [("queries", "", "required")]),
        ("queries={}&extend={}", [("queries", "", "required")]),
        ("querys={}", [("querys", None, "unknown-parameter")]),
        ("queries={}&queries={}", [("queries", None, "repeated-parameter")]),
        ("queries={", [("queries", "", "invalid-json")]),
        ("queries=%ff", [(None, "", "invalid-json")]),
        ("queries=%00", [(None, "", "invalid-json")]),
        ("&".join(f"a{n}=1" for n in range(11)), [(None, "", "invalid-json")]),
    ],
)
def test_a_form_that_is_wrong_is_refused(client, body, expected):
    response = client.post(ADDRESS, body, FORM)

    assert response.status_code == 400
    assert faults(response) == expected


def test_the_form_is_the_form_of_the_protocol(client):
    json_body = client.post(ADDRESS, "{}", "application/json")
    multipart = client.post(ADDRESS, {"queries": "{}"})

    assert (json_body.status_code, multipart.status_code) == (415, 415)


def test_another_method_is_told_so_whatever_else_is_wrong(client):
    response = client.trace(f"{ADDRESS}properties/?type=labs")

    assert (response.status_code, response.json()["code"]) == (405, "method-not-allowed")


def test_there_is_no_jsonp(client):
    assert faults(client.get(ADDRESS, {"callback": "f"})) == [
        ("callback", None, "unknown-parameter")
    ]


def test_any_page_may_ask_without_cookies(client, hku):
    response = client.post(
        ADDRESS,
        urlencode({"queries": '{"q0": {"query": "香港大學"}}'}),
        FORM,
        headers={"origin": "https://example.org"},
    )
    before = client.options(
        ADDRESS,
        headers={"origin": "https://example.org", "access-control-request-method": "POST"},
    )

    assert response["Access-Control-Allow-Origin"] == "*"
    assert "POST" in before["Access-Control-Allow-Methods"]
    assert response.cookies == {}
