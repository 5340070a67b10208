"""JSON-LD as a format of the views of records."""

from hkinno.api.renderers.json import JSONRenderer
from hkinno.api.sparse_fields import SHAPE_PARAMETERS
from hkinno.registry.formats.jsonld_context import SCHEMA


class JSONLDRenderer(JSONRenderer):
    """JSON-LD: schema.org with an inline context."""

    media_type = "application/ld+json"
    format = "jsonld"
    unsupported_parameters = (*SHAPE_PARAMETERS, "at")
    schema = {
        "type": "object",
        "description": f"An entry in the terms of {SCHEMA}, with its sources and claims.",
        "properties": {
            "@context": {"type": "object", "description": "The terms, inline."},
            "@id": {"type": "string", "format": "uri", "description": "The URL of the entry."},
            "@type": {"type": "string", "description": "The type of the entry."},
            "mainEntity": {"type": "object", "description": "The record itself."},
        },
        "required": ["@context", "@id", "@type", "mainEntity"],
    }
