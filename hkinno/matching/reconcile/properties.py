"""What each resource shows, as properties that a table can be extended with."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.module_loading import import_string
from rest_framework.serializers import Serializer

from hkinno.api.fields import LANGUAGES, LanguageMap
from hkinno.matching.query_hints import MATCHED
from hkinno.registry.models import record_models
from hkinno.registry.rest.serializers import QuantitySerializer
from hkinno.registry.rest.serializers.place_source import Coordinates
from hkinno.registry.vocabularies.record_terms import IdentifierScheme
from hkinno.registry.vocabularies.roles import Role

LEFT_OUT = ("id", "resource", "url", "merged_into")
# What a field is made of, where it is more than one value.
PARTS = {
    LanguageMap: tuple(LANGUAGES),
    QuantitySerializer: ("value", "max", "unit", "qualifier"),
    Coordinates: ("latitude", "longitude"),
}


class Property(NamedTuple):
    """Something that is known of records."""

    id: str
    name: str
    description: str


@cache
def properties(resource: str | None = None) -> dict[str, Property]:
    """The properties of a resource, or those of all, by id."""
    resources = MATCHED if resource is None else [resource]
    return {each.id: each for one in resources for each in properties_of(one)}


def properties_of(resource: str) -> Iterator[Property]:
    """The fields that records of a resource show, part by part, and their roles."""
    roles = [role for role in Role if resource in role.subjects | role.objects]
    for name, field in shape(resource)().fields.items():
        if name in LEFT_OUT:
            continue
        said, label = str(field.help_text), name.replace("_", " ").capitalize()
        parts = {part: f"{label} ({part})" for part in PARTS.get(type(field), ())}
        if name in ("external_ids", "relations"):
            terms = IdentifierScheme if name == "external_ids" else roles
            parts = {term.value: term.label for term in terms}
        for part, called in parts.items():
            yield Property(f"{name}.{part}", called, said)
        if not parts:
            yield Property(name, label, said)


def shape(resource: str) -> type[Serializer]:
    """What makes the documents of a resource."""
    return import_string(record_models()[resource].VIEWSET).serializer_class


def rows(resource: str) -> QuerySet:
    """The published records of a resource, with all that they show."""
    return record_models()[resource].objects.for_api().published()


def values(document: dict[str, Any], property: str) -> list[dict[str, Any]]:
    """The values of a property as cells of the protocol; none where it is unknown."""
    name, _dot, part = property.partition(".")
    if name not in document:
        return []
    value = document[name]
    if name == "relations":
        value = [each["record"] for each in value if each["role"] == part]
    elif part:
        value = (value or {}).get(part)
    several = value if isinstance(value, list) else [value]
    return [cell(each, name) for each in several if each is not None]


def cell(value: Any, name: str) -> dict[str, Any]:
    """A value as a cell: a record, a number, a time, or a text."""
    if isinstance(value, dict) and "resource" in value:
        return {"id": value["id"], "name": label(value["name"])}
    if isinstance(value, int):
        return {"int": value}
    if name in ("created_at", "updated_at"):
        return {"date": value}
    if isinstance(value, dict):  # a further name, or a field of work in both languages
        return {"str": value["value"] if "value" in value else label(value)}
    return {"str": value}


def label(names: dict[str, str | None]) -> str:
    """A pair of names as one text; empty for what has none."""
    return " ".join(filter(None, (names["zh-Hant"], names["en"])))
