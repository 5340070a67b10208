"""Further columns for a table whose rows are records."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from hkinno.api.errors.field_errors import MAX_QUOTED_LENGTH
from hkinno.api.parsers.strict_serializers import (
    StrictCharField,
    StrictListField,
    StrictSerializer,
    closest_match_error,
)
from hkinno.matching.query_hints import MATCHED
from hkinno.matching.reconcile.properties import properties, rows, shape, values
from hkinno.registry.models import Record

MOST_IDS, MOST_PROPERTIES = 100, 50


class WantedSerializer(StrictSerializer):
    """A property; it has no settings."""

    id = StrictCharField()
    settings = serializers.DictField(required=False)

    def validate_settings(self, settings: dict) -> dict:
        if settings:
            raise serializers.ValidationError(_("A property has no settings."))
        return settings

    def validate_id(self, id: str) -> str:
        if id not in properties():
            said = _("There is no property “%(value)s”.") % {"value": id[:MAX_QUOTED_LENGTH]}
            raise serializers.ValidationError(
                [closest_match_error("invalid-choice", said, id, properties())]
            )
        return id


class ExtendSerializer(StrictSerializer):
    """What is wanted of which records."""

    ids = StrictListField(child=StrictCharField(max_length=80), max_length=MOST_IDS)
    properties = StrictListField(child=WantedSerializer(), max_length=MOST_PROPERTIES)


def extended(request: Request, asked: dict[str, Any]) -> dict[str, Any]:
    """The columns and the cells; a record that there is not has empty ones."""
    wanted = [properties()[each["id"]] for each in asked["properties"]]
    documents = documents_of(request, asked["ids"])
    return {
        "meta": [{"id": each.id, "name": each.name} for each in wanted],
        "rows": {
            id: {each.id: values(documents.get(id, {}), each.id) for each in wanted}
            for id in asked["ids"]
        },
    }


def documents_of(request: Request, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What the API shows of records; five queries a resource."""
    by_resource = defaultdict(list)
    found = Record.objects.published().filter(pk__in=ids).values_list("pk", "resource")
    for id, resource in found:
        by_resource[resource].append(id)
    context = {"request": request}
    return {
        row.pk: shape(resource)(row, context=context).data
        for resource, keys in by_resource.items()
        if resource in MATCHED
        for row in rows(resource).filter(pk__in=keys)
    }
