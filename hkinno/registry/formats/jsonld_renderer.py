"""JSON-LD as a format of the views of records."""

from typing import Any

from rest_framework import serializers

from hkinno.api.renderers.json import JSONRenderer
from hkinno.api.sparse_fields import SHAPE_PARAMETERS
from hkinno.registry.formats.jsonld import build_entry
from hkinno.registry.formats.jsonld_context import SCHEMA
from hkinno.registry.models import Record
from hkinno.registry.rest.serializers import StatementSerializer


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


class JSONLDSerializer(serializers.BaseSerializer[Record]):
    """A record as JSON-LD, made from its serializer for JSON."""

    def __init__(self, json_serializer: serializers.BaseSerializer[Record]) -> None:
        super().__init__(json_serializer.instance, context=json_serializer.context)
        self.json_serializer = json_serializer

    def to_representation(self, record: Record) -> dict[str, Any]:
        queryset: Any = record.statements.all()
        serializer: Any = StatementSerializer(queryset, many=True, context=self.context)
        return build_entry(self.json_serializer.data, serializer.data, record.version)
