"""What the documentation of matching shows is what is answered."""

import json
import re
import shlex
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings

from hkinno.matching.openapi_examples import ANSWERED, ASKED, HOST
from hkinno.matching.reconcile import openapi_examples
from tests.test_recipes import shown

pytestmark = pytest.mark.django_db
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
HERE = "http://testserver"


def requests():
    """The words of each command of the page, with the answer shown below it if there is one."""
    found = []
    for language, text in BLOCK.findall(
        (settings.BASE_DIR / "docs/matching.md").read_text("utf-8")
    ):
        if language == "json":
            found[-1] = (found[-1][0], json.loads(text))
        else:
            found.append((shlex.split(text), None))
    return found


def asked(client, command):
    """The answer to a command of curl."""
    _curl, url, *options = command
    address = urlsplit(url)
    given = dict(zip(options[::2], options[1::2], strict=True))
    if "-d" in given:
        return client.post(address.path, given["-d"].encode(), "application/json")
    if form := given.get("--data-urlencode"):
        body = urlencode(dict([form.split("=", 1)]))
        return client.post(address.path, body, "application/x-www-form-urlencoded")
    return client.get(f"{address.path}?{address.query}")


@pytest.mark.parametrize(("command", "part"), requests())
def test_a_request_of_the_page_answers_as_it_is_shown(registry, command, part):
    response = asked(registry, command)

    assert response.status_code == 200
    assert response.json()
    if part:
        assert shown(response.json(), part) == part


def test_the_page_has_requests_to_make():
    assert len(requests()) == 6


def test_the_examples_of_the_document_are_what_is_answered(registry):
    matched = registry.post("/api/v1/match/", ASKED, "application/json")
    form = urlencode(openapi_examples.ASKED)
    reconciled = registry.post("/api/v1/reconcile/", form, "application/x-www-form-urlencoded")

    expected = json.dumps(ANSWERED).replace(HOST, HERE)
    assert matched.json() == json.loads(expected)
    assert reconciled.json() == openapi_examples.ANSWERED


def test_the_example_of_the_manifest_is_a_part_of_it(registry):
    expected = json.dumps(openapi_examples.MANIFEST).replace(HOST, HERE)

    manifest = registry.get("/api/v1/reconcile/").json()

    names = {"name": "hkinno"}
    assert shown(manifest, json.loads(expected)) | names == json.loads(expected)
