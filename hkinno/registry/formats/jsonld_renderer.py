"""Lets a view of records answer in JSON-LD too."""

from typing import Any

from rest_framework import serializers

from hkinno.api.renderers.json import JSONRenderer
from hkinno.api.sparse_fields import SHAPE_PARAMETERS
from hkinno.registry.formats.jsonld import linked
from hkinno.registry.formats.schema_org import SCHEMA
from hkinno.registry.models import Record
from hkinno.registry.rest.serializers import StatementSerializer


class JSONLD(JSONRenderer):
    """JSON-LD: schema.org with an inline context."""

    media_type = "application/ld+json"
    format = "jsonld"
    unsupported_parameters = (*SHAPE_PARAMETERS, "at")
    schema = {
        "type": "object",
        "description": f"An entry in the terms of {SCHEMA}, with its sources and claims.",
        "properties": {
            "@context": {"type": "object", "description": "The terms, inline."},
            "@id": {"type": "string", "format": "uri", "description": "The entry about it."},
            "@type": {"type": "string", "description": "The type of the entry."},
            "mainEntity": {"type": "object", "description": "The record itself."},
        },
        "required": ["@context", "@id", "@type", "mainEntity"],
    }


class LinkedSerializer(serializers.BaseSerializer):
    """A record as JSON-LD; `plain` is its serializer in JSON."""

    def __init__(self, plain: serializers.Serializer, **options: Any) -> None:
        super().__init__(plain.instance, context=plain.context, **options)
        self.plain = plain

    def to_representation(self, record: Record) -> dict[str, Any]:
        said = record.statements.all()
        statements = StatementSerializer(said, many=True, context=self.context).data
        return linked(self.plain.data, statements, record.version)
