"""What code generators and the explorer need from the OpenAPI document."""

import json
import re

import pytest
import yaml
from django.conf import settings
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from hkinno.api.query_params import known_parameters
from hkinno.openapi.explorer import explorer_document
from hkinno.openapi.parameters import is_implied
from labs.views import LabViewSet
from tests.openapi_refs import parameters_of, response_of

MAX_BYTES = 300_000


@pytest.fixture(scope="module")
def document():
    """The committed document."""
    text = (settings.BASE_DIR / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    return yaml.load(text, yaml.CSafeLoader)


def names_of(document, path):
    """The names of the parameters of a list."""
    operation = document["paths"][f"/api/v1/{path}/"]["get"]
    return [item["name"] for item in parameters_of(document, operation)]


def test_every_operation_has_one_media_type(document):
    for path, operations in document["paths"].items():
        for operation in operations.values():
            (media_type,) = response_of(document, operation, "200")["content"]
            expected = "application/json"
            if path.endswith("/citation/"):
                expected = "application/vnd.citationstyles.csl+json"
            assert (path, media_type) == (path, expected)


def test_other_formats_are_named_in_the_description_of_format(document):
    operation = document["paths"]["/api/v1/events/"]["get"]
    (parameter,) = [p for p in parameters_of(document, operation) if p["name"] == "format"]

    assert "`csv` (text/csv)" in parameter["description"]
    assert "`ics` (text/calendar)" in parameter["description"]
    assert {"json", "csv", "ics"} <= set(parameter["schema"]["enum"])


def test_response_with_an_unknown_word_matches_its_schema(document):
    schemas = document["components"]["schemas"]
    lab = schemas["Lab"]["examples"][0]
    schema = {"$ref": "#/components/schemas/Lab", "components": document["components"]}

    lab = lab | {"kind": "word-of-next-year", "stage": "another-word"}

    assert list(Draft202012Validator(schema).iter_errors(lab)) == []
    assert "state-key-laboratory" in schemas["LabKind"]["x-extensible-enum"]


def test_request_with_an_unknown_word_is_invalid(document):
    operation = document["paths"]["/api/v1/labs/"]["get"]
    (kind,) = [p for p in parameters_of(document, operation) if p["name"] == "kind"]

    assert Draft202012Validator(kind["schema"]).is_valid(["state-key-laboratory"])
    assert not Draft202012Validator(kind["schema"]).is_valid(["word-of-next-year"])


def test_no_response_has_a_closed_enumeration(document):
    bodies = [o.get("requestBody") for p in document["paths"].values() for o in p.values()]
    requests = json.dumps([bodies, document["components"]["parameters"]])
    for name, schema in document["components"]["schemas"].items():
        if '"enum"' in json.dumps(schema):
            assert name.endswith("Choice") or name in requests or name == "MatchTextResourceEnum"


def test_no_operation_needs_credentials(document):
    assert document["security"] == []


def test_names_of_responses_are_identifiers(document):
    for name in document["components"]["responses"]:
        assert re.fullmatch(r"[A-Z][A-Za-z]+[0-9]?", name)


@pytest.mark.parametrize(
    ("path", "first"),
    [("labs", ["q", "host", "kind"]), ("events", ["q", "kind"]), ("search", ["q", "resource"])],
)
def test_most_used_parameters_come_first(document, path, first):
    assert names_of(document, path)[: len(first)] == first


def test_parameters_are_documented_one_by_one_or_as_lookups_of_another(document):
    documented = set(names_of(document, "labs"))

    assert {
        name
        for name in known_parameters(LabViewSet, "list") - documented
        if not is_implied(name, documented)
    } == set()


def test_document_is_small(document):
    assert (settings.BASE_DIR / "docs" / "openapi.yaml").stat().st_size < MAX_BYTES


def test_document_of_the_explorer_has_the_common_parameters_of_each_list(document):
    explorer = explorer_document(document)
    names = names_of(explorer, "labs")

    validate_schema(explorer)
    assert names[:3] == ["q", "host", "kind"]
    assert {"place", "topics", "ordering", "page_size", "fields"} <= set(names)
    assert [name for name in names if "__" in name or name in ("partner", "post_of")] == ["id__in"]
    assert len(names) < 50
    assert set(explorer["paths"]) == set(document["paths"])


def test_document_of_the_explorer_says_where_the_other_parameters_are(document, client):
    explorer = client.get("/api/docs/openapi.json").json()

    assert explorer == explorer_document(document)
    assert "[Redoc]" in explorer["paths"]["/api/v1/labs/"]["get"]["description"]
    assert "[Redoc]" not in explorer["paths"]["/healthz"]["get"]["description"]


def test_document_of_the_explorer_moves_examples_to_descriptions(document):
    parameters = explorer_document(document)["components"]["parameters"]

    assert parameters["host"]["description"].endswith(" Example: `polyu`.")
    assert "example" not in parameters["host"]
    assert parameters["labs.id"]["example"] == "skl-liver-research"
