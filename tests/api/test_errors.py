"""Problem details for client errors, and the page of each problem type."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.errors.problem_types import PROBLEM_TYPES
from tests.api.problem_assertions import CHINESE, assert_problem


def test_unknown_url_is_not_found(client):
    response = client.get("/no/such/thing/?a=b")

    body = assert_problem(response, 404, "not-found")
    assert body["instance"] == "/no/such/thing/"
    assert response["Content-Language"] == "en"
    assert response["Vary"] == "Accept, Accept-Language"


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/",
        "/api/v1/labs/",
        "/api/v1/labs/x/",
        "/api/v1/vocabularies/",
        "/api/schema/",
        "/healthz",
        "/readyz",
        "/",
        "/problems/gone/",
        "/api/docs/",
        "/api/redoc/",
    ],
)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_unsafe_method_is_not_allowed(client, address, method):
    client = Client(enforce_csrf_checks=True)

    response = getattr(client, method)(address)

    body = assert_problem(response, 405, "method-not-allowed")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert body["detail"] == "Allowed methods: GET, HEAD, OPTIONS."


@pytest.mark.django_db
def test_unknown_host_is_a_bad_request(client):
    response = client.get("/api/v1/labs/", headers={"host": "evil.example"})

    assert response.status_code == 400
    body = response.json()
    assert body["code"] == "bad-request"
    # No trusted host is known, so the URL is relative.
    assert body["type"] == "/problems/bad-request/"


def test_problem_type_of_an_unknown_host_starts_with_public_url(client, settings):
    settings.PUBLIC_URL = "https://hkinno.example"

    body = client.get("/healthz/x", headers={"host": "evil.example"}).json()

    assert body["type"] == "https://hkinno.example/problems/bad-request/"


def test_every_problem_type_has_a_page_in_both_languages(client):
    for code, problem_type in PROBLEM_TYPES.items():
        response = client.get(f"/problems/{code}/")
        page = response.content.decode()

        assert response.status_code == 200
        assert f"{problem_type.status} {code}" in page
        assert '<section lang="zh-Hant">' in page
        assert '<section lang="en">' in page
        assert str(problem_type.title) in page


def test_every_problem_type_is_translated(client):
    for code in PROBLEM_TYPES:
        response = client.get(f"/problems/{code}/", headers=CHINESE)
        sections = response.content.decode().split("<section")

        assert sections[1].split(">", 1)[1] != sections[2].split(">", 1)[1]


def test_unknown_problem_type_has_no_page(client):
    assert_problem(client.get("/problems/nonsense/"), 404, "not-found")


def test_errors_of_different_kinds_are_invalid_parameters():
    errors = [FieldError("limit-exceeded", "Too many."), FieldError("invalid", "Not a date.")]

    assert invalid_parameters(errors).code == "invalid-parameter"
    assert invalid_parameters(errors[:1]).code == "limit-exceeded"
    assert invalid_parameters(errors[1:]).code == "invalid-parameter"


def test_docs_list_every_problem_type_with_its_status():
    text = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
    table = text.split("| status | problem types", 1)[1].split("\n\n", 1)[0]
    statuses = {}
    for numbers, codes in re.findall(r"^\| ([0-9, ]+) \| (`.*`) \|$", table, re.MULTILINE):
        statuses |= dict.fromkeys(re.findall(r"`([a-z-]+)`", codes), numbers.split(", "))

    assert statuses.keys() == PROBLEM_TYPES.keys()
    assert all(str(PROBLEM_TYPES[code].status) in numbers for code, numbers in statuses.items())
