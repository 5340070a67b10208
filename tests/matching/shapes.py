"""The JSON schemas of the protocol, where their folder is; what they say in short, where not."""

import json

import jsonschema
import referencing
from django.conf import settings

FOLDER = settings.BASE_DIR.parent / "shared" / "reconciliation"
# The keys that an answer must have, as far as this service gives it.
NEEDED = {
    "manifest": ("versions", "name", "identifierSpace", "schemaSpace"),
    "data-extension-query": ("ids", "properties"),
    "data-extension-response": ("meta", "rows"),
    "data-extension-property-proposal": ("properties",),
    "suggest-entities-response": ("result",),
    "suggest-properties-response": ("result",),
    "suggest-types-response": ("result",),
}


def follows(value, shape):
    """Whether a value has the shape of that name."""
    assert [key for key in NEEDED.get(shape, ()) if key not in value] == []
    file = FOLDER / f"{shape}.json"
    if file.exists():
        schema = json.loads(file.read_text("utf-8"))
        jsonschema.Draft7Validator(schema, registry=registry()).validate(value)


def registry():
    """The other schemas of the folder, and nothing from elsewhere."""
    return referencing.Registry(retrieve=retrieved)


def retrieved(uri):
    path = FOLDER / uri.rsplit("/", 1)[-1]
    if not path.exists():
        # Swagger's, for services with authentication: ours has none.
        return referencing.jsonschema.DRAFT7.create_resource(True)
    return referencing.jsonschema.DRAFT7.create_resource(json.loads(path.read_text("utf-8")))
