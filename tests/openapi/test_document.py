"""The OpenAPI document is complete, and describes the responses of the API."""

import json
import re

import pytest
import yaml
from django.conf import settings
from jsonschema import Draft202012Validator

from hkinno.api.errors.problem_types import PROBLEM_TYPES
from hkinno.openapi.examples import example, examples
from labs.models import Lab
from tests.factories import FACTORIES
from tests.openapi_refs import parameters_of, response_of


@pytest.fixture(scope="module")
def document():
    """The committed document, which is the generated one (test_command.py)."""
    text = (settings.BASE_DIR / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    return yaml.load(text, yaml.CSafeLoader)


def operations(document):
    """All operations as pairs of path and operation."""
    return [
        (path, operation)
        for path, methods in document["paths"].items()
        for operation in methods.values()
    ]


def test_operation_ids_are_unique(document):
    names = [operation["operationId"] for _path, operation in operations(document)]

    assert len(names) == len(set(names))
    assert {"labs_list", "labs_retrieve", "statements_list", "root", "healthz"} <= set(names)


def test_every_operation_has_a_summary_and_a_description(document):
    for _path, operation in operations(document):
        assert operation["summary"]
        assert operation["description"]


def test_every_operation_has_a_described_tag(document):
    described = [tag["name"] for tag in document["tags"] if tag["description"]]

    assert described[:4] == ["service", "search", "suggest", "institutions"]
    used = {tag for _path, operation in operations(document) for tag in operation["tags"]}
    assert used - set(described) == set()


def test_every_parameter_is_described(document):
    for path, operation in operations(document):
        for parameter in parameters_of(document, operation):
            assert parameter.get("description"), (path, parameter["name"])
            assert parameter["schema"]
            allowed = parameter["schema"].get("items", parameter["schema"])
            is_closed = "enum" in allowed or allowed == {"type": "boolean"}
            examples = {"example", "examples"} & {*parameter, *parameter["schema"]}
            assert is_closed or examples, (path, parameter["name"])


def test_every_field_is_described(document):
    for name, schema in document["components"]["schemas"].items():
        for field, rule in schema.get("properties", {}).items():
            assert rule.get("description"), (name, field)


def schemas_of(document, part):
    """The names of the schemas that a part of the document refers to, directly or indirectly."""
    names = set()
    while new_names := set(re.findall(r'#/components/schemas/(\w+)"', json.dumps(part))) - names:
        names |= new_names
        part = [document["components"]["schemas"][name] for name in sorted(new_names)]
    return names


ONLY_ON_REQUEST = {"statements", "supported_statements", "facets", "aggregates", "dates"}


def test_every_response_field_is_required_unless_included_on_request(document):
    bodies = [operation.get("requestBody") for _path, operation in operations(document)]
    request_schemas = schemas_of(document, bodies)
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema and name not in request_schemas:
            missing = set(schema["properties"]) - set(schema["required"])
            assert missing <= ONLY_ON_REQUEST, name


@pytest.mark.parametrize("resource", FACTORIES)
def test_every_status_of_a_resource_is_declared(document, resource):
    of_list = document["paths"][f"/api/v1/{resource}/"]["get"]["responses"]
    of_record = document["paths"][f"/api/v1/{resource}/{{id}}/"]["get"]["responses"]

    assert sorted(of_list) == ["200", "400", "404", "406", "414", "429", "500", "503"]
    assert sorted(of_record) == [
        "200",
        "308",
        "400",
        "404",
        "406",
        "410",
        "414",
        "429",
        "500",
        "503",
    ]


def test_every_error_is_a_problem(document):
    for _path, operation in operations(document):
        for status in operation["responses"]:
            if status >= "400":
                assert response_of(document, operation, status)["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }


def with_components(document, schema):
    """The schema with the components it refers to, for a validator."""
    return schema | {"components": document["components"]}


@pytest.mark.parametrize("resource", examples())
def test_every_example_matches_its_schema(document, resource):
    response = document["paths"][f"/api/v1/{resource}/{{id}}/"]["get"]["responses"]["200"]
    reference = response["content"]["application/json"]["schema"]
    (row,) = document["components"]["schemas"][reference["$ref"].rpartition("/")[2]]["examples"]
    validator = Draft202012Validator(with_components(document, reference))

    assert list(validator.iter_errors(row)) == []


@pytest.mark.parametrize("resource", FACTORIES)
@pytest.mark.django_db
def test_every_response_matches_its_schema(client, document, resource):
    FACTORIES[resource].create_batch(2, full=True)
    FACTORIES[resource]()
    responses = document["paths"][f"/api/v1/{resource}/"]["get"]["responses"]
    schema = responses["200"]["content"]["application/json"]["schema"]

    page = client.get(f"/api/v1/{resource}/").json()

    assert list(Draft202012Validator(with_components(document, schema)).iter_errors(page)) == []


def test_example_falls_back_to_another_row_if_its_own_does_not_exist(monkeypatch):
    monkeypatch.setattr(Lab, "EXAMPLE_ID", "no-such-lab")

    row, count = example("labs")

    assert row["resource"] == "labs"
    assert count > 1


def test_document_lists_every_problem_code(document):
    code = document["components"]["schemas"]["ProblemCode"]

    assert code["x-extensible-enum"] == list(PROBLEM_TYPES)
