"""Validates responses with the JSON schemas of the protocol, or only their keys without schemas."""

import json

import jsonschema
import referencing
from django.conf import settings

FOLDER = settings.BASE_DIR.parent / "shared" / "reconciliation"
# The required keys of the responses of this service.
REQUIRED_KEYS = {
    "manifest": ("versions", "name", "identifierSpace", "schemaSpace"),
    "data-extension-query": ("ids", "properties"),
    "data-extension-response": ("meta", "rows"),
    "data-extension-property-proposal": ("properties",),
    "suggest-entities-response": ("result",),
    "suggest-properties-response": ("result",),
    "suggest-types-response": ("result",),
}


def assert_valid(value, name):
    """Assert that a value is valid by the schema of this name."""
    assert [key for key in REQUIRED_KEYS.get(name, ()) if key not in value] == []
    file = FOLDER / f"{name}.json"
    if file.exists():
        schema = json.loads(file.read_text("utf-8"))
        jsonschema.Draft7Validator(schema, registry=registry()).validate(value)


def registry():
    """Resolves references to the other schemas of the folder, and to nothing else."""
    return referencing.Registry(retrieve=retrieve)


def retrieve(uri):
    path = FOLDER / uri.rsplit("/", 1)[-1]
    if not path.exists():
        # The schema of Swagger for services with authentication, which this one does not need.
        return referencing.jsonschema.DRAFT7.create_resource(True)
    return referencing.jsonschema.DRAFT7.create_resource(json.loads(path.read_text("utf-8")))
