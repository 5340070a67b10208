"""The OpenAPI document is true and complete: each field, each parameter, each status."""

import json
import re

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from hkinno.api.errors.problem_types import PROBLEM_TYPES
from hkinno.openapi.examples import example, examples
from labs.models import Lab
from tests.factories import FACTORIES
from tests.openapi_refs import parameters_of, response_of


@pytest.fixture(scope="module")
def document():
    """The document as the code makes it."""
    made = SchemaGenerator().get_schema(request=None, public=True)
    return json.loads(json.dumps(made))


def operations(document):
    """Every operation, with its path."""
    return [
        (path, operation)
        for path, methods in document["paths"].items()
        for operation in methods.values()
    ]


def test_every_operation_has_a_name_of_its_own(document):
    names = [operation["operationId"] for _path, operation in operations(document)]

    assert len(names) == len(set(names))
    assert {"labs_list", "labs_retrieve", "statements_list", "root", "healthz"} <= set(names)


def test_every_operation_says_in_words_what_it_does(document):
    for _path, operation in operations(document):
        assert operation["summary"]
        assert operation["description"]


def test_every_operation_stands_in_a_described_part_of_the_contents(document):
    described = [tag["name"] for tag in document["tags"] if tag["description"]]

    assert described[:4] == ["service", "search", "suggest", "institutions"]
    used = {tag for _path, operation in operations(document) for tag in operation["tags"]}
    assert used - set(described) == set()


def test_every_parameter_is_described(document):
    for path, operation in operations(document):
        for parameter in parameters_of(document, operation):
            assert parameter.get("description"), (path, parameter["name"])
            assert parameter["schema"]
            assert {"example", "examples"} & parameter.keys(), (path, parameter["name"])


def test_every_field_is_described(document):
    for name, schema in document["components"]["schemas"].items():
        for field, rule in schema.get("properties", {}).items():
            assert rule.get("description"), (name, field)


def schemas_of(document, part):
    """The names of the schemas that a part of the document refers to, and those within them."""
    names = set()
    while found := set(re.findall(r'#/components/schemas/(\w+)"', json.dumps(part))) - names:
        names |= found
        part = [document["components"]["schemas"][name] for name in sorted(found)]
    return names


ONLY_WHEN_ASKED_FOR = {"statements", "supported_statements", "facets", "aggregates"}


def test_every_field_of_every_answer_is_always_there(document):
    asked = schemas_of(document, [each.get("requestBody") for _path, each in operations(document)])
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema and name not in asked:
            missing = set(schema["properties"]) - set(schema["required"])
            assert missing <= ONLY_WHEN_ASKED_FOR, name


@pytest.mark.parametrize("resource", FACTORIES)
def test_every_status_of_a_resource_is_declared(document, resource):
    of_list = document["paths"][f"/api/v1/{resource}/"]["get"]["responses"]
    of_one = document["paths"][f"/api/v1/{resource}/{{id}}/"]["get"]["responses"]

    assert sorted(of_list) == ["200", "400", "404", "406", "414", "500", "503"]
    assert sorted(of_one) == ["200", "308", "400", "404", "406", "410", "414", "500", "503"]


def test_every_error_is_declared_to_be_a_problem(document):
    for _path, operation in operations(document):
        for status in operation["responses"]:
            if status >= "400":
                assert response_of(document, operation, status)["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }


def resolved(document, schema):
    """A schema that a validator can use, with the components that it refers to."""
    return schema | {"components": document["components"]}


@pytest.mark.parametrize("resource", examples())
def test_every_example_is_of_the_declared_shape(document, resource):
    response = document["paths"][f"/api/v1/{resource}/{{id}}/"]["get"]["responses"]["200"]
    reference = response["content"]["application/json"]["schema"]
    (row,) = document["components"]["schemas"][reference["$ref"].rpartition("/")[2]]["examples"]
    validator = Draft202012Validator(resolved(document, reference))

    assert list(validator.iter_errors(row)) == []


@pytest.mark.parametrize("resource", FACTORIES)
@pytest.mark.django_db
def test_every_answer_is_of_the_declared_shape(client, document, resource):
    FACTORIES[resource].create_batch(2, full=True)
    FACTORIES[resource]()
    responses = document["paths"][f"/api/v1/{resource}/"]["get"]["responses"]
    schema = responses["200"]["content"]["application/json"]["schema"]

    page = client.get(f"/api/v1/{resource}/").json()

    assert list(Draft202012Validator(resolved(document, schema)).iter_errors(page)) == []


def test_an_example_falls_back_to_another_row_where_its_own_is_gone(monkeypatch):
    monkeypatch.setattr(Lab, "EXAMPLE_ID", "no-such-lab")

    row, count = example("labs")

    assert row["resource"] == "labs"
    assert count > 1


def test_the_document_names_every_problem(document):
    code = document["components"]["schemas"]["ProblemCode"]

    assert code["enum"] == list(PROBLEM_TYPES)
