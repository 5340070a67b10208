"""The properties of records that a table can be extended with."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, cast

from django.db.models import QuerySet
from django.utils.module_loading import import_string
from rest_framework.serializers import Serializer

from hkinno.api.fields import LANGUAGES, LanguageMap
from hkinno.matching.candidate_filters import MATCHABLE_RESOURCES
from hkinno.registry.models import record_models
from hkinno.registry.rest.serializers import QuantitySerializer
from hkinno.registry.rest.serializers.place_source import CoordinatesSerializer
from hkinno.registry.vocabularies.record_terms import IdentifierScheme
from hkinno.registry.vocabularies.roles import Role

EXCLUDED_FIELDS = ("id", "resource", "url", "merged_into")
# The parts of fields that have more than one value; each part is a property.
PARTS: dict[type, tuple[str, ...]] = {
    LanguageMap: tuple(LANGUAGES),
    QuantitySerializer: ("value", "max", "unit", "qualifier"),
    CoordinatesSerializer: ("latitude", "longitude"),
}


class ReconcileProperty(NamedTuple):
    """A property, in the format of the protocol."""

    id: str
    name: str
    description: str


@cache
def properties(resource: str | None = None) -> dict[str, ReconcileProperty]:
    """`{id: property}` of a resource, or of all resources."""
    resources = MATCHABLE_RESOURCES if resource is None else [resource]
    return {item.id: item for name in resources for item in iter_properties(name)}


def iter_properties(resource: str) -> Iterator[ReconcileProperty]:
    """A property per field of a resource, or per part of it: languages, roles and so on."""
    roles = [role for role in Role if resource in role.subjects | role.objects]
    for name, field in serializer_class(resource)().fields.items():
        if name in EXCLUDED_FIELDS:
            continue
        description, label = str(field.help_text), name.replace("_", " ").capitalize()
        parts = {part: f"{label} ({part})" for part in PARTS.get(type(field), ())}
        if name in ("external_ids", "relations"):
            choices = IdentifierScheme if name == "external_ids" else roles
            parts = {choice.value: str(choice.label) for choice in choices}
        for part, part_label in parts.items():
            yield ReconcileProperty(f"{name}.{part}", part_label, description)
        if not parts:
            yield ReconcileProperty(name, label, description)


def serializer_class(resource: str) -> type[Serializer[Any]]:
    """The serializer of a resource's records."""
    viewset = import_string(record_models()[resource].VIEWSET)
    return cast("type[Serializer[Any]]", viewset.serializer_class)


def published_records(resource: str) -> QuerySet[Any]:
    """The published records of a resource, with everything that their serializer needs."""
    return record_models()[resource].objects.for_api().published()


def property_values(document: dict[str, Any], property_id: str) -> list[dict[str, Any]]:
    """The values of a property in a serialized record, as cells; empty if it has none."""
    name, _dot, part = property_id.partition(".")
    if name not in document:
        return []
    value = document[name]
    if name == "relations":
        value = [relation["record"] for relation in value if relation["role"] == part]
    elif part:
        value = (value or {}).get(part)
    values = value if isinstance(value, list) else [value]
    return [cell(item, name) for item in values if item is not None]


def cell(value: Any, name: str) -> dict[str, Any]:
    """A value of a field as a cell of the protocol: an entity, an integer, a date or a string."""
    if isinstance(value, dict) and "resource" in value:
        return {"id": value["id"], "name": bilingual_label(value["name"])}
    if isinstance(value, int):
        return {"int": value}
    if name in ("created_at", "updated_at"):
        return {"date": value}
    if isinstance(value, dict):  # an alias, or a bilingual text
        return {"str": value["value"] if "value" in value else bilingual_label(value)}
    return {"str": value}


def bilingual_label(names: Mapping[str, str | None]) -> str:
    """The Chinese and the English name in one string; empty if there is neither."""
    return " ".join(filter(None, (names["zh-Hant"], names["en"])))
