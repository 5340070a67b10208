"""The requests in the documentation of matching return the responses that it shows."""

import json
import re
import shlex
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings

from hkinno.matching.openapi_examples import EXAMPLES
from tests.test_recipes import select

pytestmark = pytest.mark.django_db
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
SERVER = "http://127.0.0.1:8000"
TEST_SERVER = "http://testserver"


def requests():
    """`(command, response)` of the page; the response is None if none is documented."""
    examples = []
    for language, text in BLOCK.findall(
        (settings.BASE_DIR / "docs/matching.md").read_text("utf-8")
    ):
        if language == "json":
            examples[-1] = (examples[-1][0], json.loads(text))
        else:
            examples.append((shlex.split(text), None))
    return examples


def send(client, command):
    """The response to a curl command."""
    _curl, url, *options = command
    address = urlsplit(url)
    data = dict(zip(options[::2], options[1::2], strict=True))
    if "-d" in data:
        return client.post(address.path, data["-d"].encode(), "application/json")
    if form := data.get("--data-urlencode"):
        body = urlencode(dict([form.split("=", 1)]))
        return client.post(address.path, body, "application/x-www-form-urlencoded")
    return client.get(f"{address.path}?{address.query}")


@pytest.mark.parametrize(("command", "expected"), requests())
def test_request_returns_the_documented_response(registry, command, expected):
    response = send(registry, command)

    assert response.status_code == 200
    assert response.json()
    if expected:
        assert select(response.json(), expected) == expected


def test_page_has_requests():
    assert len(requests()) == 6


def test_openapi_examples_are_actual_responses(registry):
    matched = registry.post("/api/v1/match/", EXAMPLES["match_request"], "application/json")
    form = urlencode({"queries": EXAMPLES["queries"]})
    reconciled = registry.post("/api/v1/reconcile/", form, "application/x-www-form-urlencoded")

    expected = json.dumps(EXAMPLES["match_response"]).replace(SERVER, TEST_SERVER)
    assert matched.json() == json.loads(expected)
    assert reconciled.json() == EXAMPLES["queries_response"]


def test_openapi_example_of_the_manifest_is_part_of_it(registry):
    expected = json.dumps(EXAMPLES["manifest"]).replace(SERVER, TEST_SERVER)

    manifest = registry.get("/api/v1/reconcile/").json()

    name = {"name": "hkinno"}
    assert select(manifest, json.loads(expected)) | name == json.loads(expected)
