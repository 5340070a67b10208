"""Requests with hundreds of errors: the first ones are reported, and no more are worked out."""

import json
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hkinno.api.errors import field_errors
from hkinno.api.errors.field_errors import MAX_ERRORS
from hkinno.api.parsers import strict_serializers
from hkinno.registry.rest.filters import reference
from tests.factories import InstitutionFactory

pytestmark = pytest.mark.django_db
WORDS = [f"x{number}" for number in range(500)]
OBJECT = dict.fromkeys(WORDS[:30], 1)


@pytest.fixture
def comparisons(monkeypatch):
    """The unknown words that were compared with those that are known."""
    compared = []
    original = field_errors.closest_match

    def closest_match(value, known):
        if known:
            compared.append(value)
        return original(value, known)

    for module in (field_errors, strict_serializers, reference):
        monkeypatch.setattr(module, "closest_match", closest_match)
    return compared


def assert_first_errors_are_reported(response, comparisons):
    assert response.status_code == 400
    assert len(response.json()["errors"]) == MAX_ERRORS
    assert len(comparisons) <= MAX_ERRORS


@pytest.mark.parametrize(
    "parameter", ["fields", "omit", "expand", "facets", "aggregate", "ordering", "kind__in"]
)
def test_query_parameter(client, comparisons, parameter):
    response = client.get("/api/v1/events/", {parameter: ",".join(WORDS)})

    assert_first_errors_are_reported(response, comparisons)


def test_query_parameters_together(client, comparisons):
    words = ",".join(WORDS[: MAX_ERRORS - 1])

    response = client.get("/api/v1/labs/", {"kind__in": words, "stage__in": words})

    assert_first_errors_are_reported(response, comparisons)


def test_ids_are_looked_up_only_for_errors_that_are_reported(client, comparisons):
    InstitutionFactory(id="x1-institute")

    with CaptureQueriesContext(connection) as few:
        client.get("/api/v1/labs/", {"host__in": ",".join(WORDS[:MAX_ERRORS])})
    comparisons.clear()
    with CaptureQueriesContext(connection) as many:
        response = client.get("/api/v1/labs/", {"host__in": ",".join(WORDS)})

    assert_first_errors_are_reported(response, comparisons)
    assert len(many) == len(few)


def test_texts_to_match(client, comparisons):
    body = json.dumps({"texts": [OBJECT] * 100})

    response = client.post("/api/v1/match/", body, content_type="application/json")

    assert_first_errors_are_reported(response, comparisons)


def test_properties_to_fetch(client, comparisons):
    extend = {"ids": [], "properties": [{"id": word} for word in WORDS[:50]]}

    response = client.get("/api/v1/reconcile/", {"extend": json.dumps(extend)})

    assert_first_errors_are_reported(response, comparisons)


@pytest.mark.parametrize(
    "query",
    [OBJECT, {"properties": [{"pid": word, "v": 1} for word in WORDS[:10]]}, {"type": "x"}],
    ids=["fields", "properties", "type"],
)
def test_queries_of_a_batch(client, comparisons, query):
    body = urlencode({"queries": json.dumps(dict.fromkeys(WORDS[:100], query))})

    response = client.post("/api/v1/reconcile/", body, "application/x-www-form-urlencoded")

    assert_first_errors_are_reported(response, comparisons)
