"""The manifest of the reconciliation service, and the validation of its form."""

from urllib.parse import urlencode

import pytest
from django.contrib.staticfiles import finders

from tests.matching.protocol_schemas import assert_valid
from tests.matching.reconcile.service import FORM, URL, errors_of

pytestmark = pytest.mark.django_db


def test_manifest_contains_the_urls_of_the_service(client):
    manifest = client.get(URL).json()

    assert_valid(manifest, "manifest")
    base_url = "http://testserver/api/v1/reconcile/"
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == "http://testserver/api/v1/"
    assert manifest["view"] == {"url": base_url + "view/{{id}}/"}
    assert manifest["preview"] == {"url": base_url + "preview/{{id}}/", "width": 400, "height": 240}
    assert manifest["suggest"]["entity"] == {
        "service_url": base_url.rstrip("/"),
        "service_path": "/suggest/entity/",
        "flyout_service_url": base_url.rstrip("/"),
        "flyout_service_path": "/flyout/entity/?id=${id}",
    }
    assert [item["id"] for item in manifest["defaultTypes"]] == [
        *("events", "facilities", "institutions", "labs", "people", "places", "programmes")
    ]
    assert finders.find(manifest["logo"].removeprefix("http://testserver/static/"))


def test_batch_of_too_many_characters_is_an_error(post_form):
    properties = [{"pid": "host", "v": ["大" * 500] * 10}]
    queries = {f"q{n}": {"query": "學", "properties": properties} for n in range(2)}

    assert post_form(queries={"q0": queries["q0"]}).status_code == 200
    assert errors_of(post_form(queries=queries)) == [("queries", "", "max-length")]


@pytest.mark.parametrize("queries", [[], 5, {str(n): {"query": "x"} for n in range(101)}])
def test_batch_is_an_object_of_at_most_100_queries(post_form, queries):
    assert errors_of(post_form(queries=queries)) == [("queries", "", "invalid")]


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
def test_invalid_form_is_rejected(client, body, expected):
    response = client.post(URL, body, FORM)

    assert response.status_code == 400
    assert errors_of(response) == expected


def test_other_content_types_are_rejected(client):
    json_body = client.post(URL, "{}", "application/json")
    multipart = client.post(URL, {"queries": "{}"})

    assert (json_body.status_code, multipart.status_code) == (415, 415)


def test_method_that_is_not_allowed_is_reported_before_unknown_parameters(client):
    response = client.trace(f"{URL}properties/?type=labs")

    assert (response.status_code, response.json()["code"]) == (405, "method-not-allowed")


def test_jsonp_is_not_supported(client):
    assert errors_of(client.get(URL, {"callback": "f"})) == [
        ("callback", None, "unknown-parameter")
    ]


def test_cross_origin_requests_are_allowed_without_cookies(client, hku):
    response = client.post(
        URL,
        urlencode({"queries": '{"q0": {"query": "香港大學"}}'}),
        FORM,
        headers={"origin": "https://example.org"},
    )
    preflight = client.options(
        URL,
        headers={"origin": "https://example.org", "access-control-request-method": "POST"},
    )

    assert response["Access-Control-Allow-Origin"] == "*"
    assert "POST" in preflight["Access-Control-Allow-Methods"]
    assert response.cookies == {}
