"""The queries and data extension requests of the protocol."""

from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from hkinno.api.errors.field_errors import MAX_QUOTED_LENGTH
from hkinno.api.parsers.strict_serializers import (
    StrictCharField,
    StrictChoiceField,
    StrictListField,
    StrictSerializer,
    closest_match_error,
)
from hkinno.matching.candidate_filters import MATCHABLE_RESOURCES
from hkinno.matching.reconcile.properties import properties
from hkinno.matching.serializers import (
    DEFAULT_CANDIDATES,
    MAX_CANDIDATES,
    MAX_TEXT_LENGTH,
    RESOURCE_CHOICES,
)
from hkinno.search.tables import fold

TYPE_STRICTNESS = ("any", "all", "should")
MAX_VALUES = 10  # of all properties of a query: each is matched like a text
MAX_TYPES = 50  # of a query
MAX_IDS, MAX_PROPERTIES = 100, 50


def as_list(data: Any) -> list[Any]:
    """A list as it is; any other value as a list of one."""
    return data if isinstance(data, list) else [data]


def without_empty(data: Any) -> Any:
    """An object without its empty fields: OpenRefine's “no particular type” is `"type": ""`."""
    if not isinstance(data, dict):
        return data
    return {name: value for name, value in data.items() if value is not None and value != ""}


@cache
def types_by_name() -> dict[str, str]:
    """`{folded id or label: type}`, for a type that was typed and not picked from a list."""
    return {
        fold(name): resource
        for resource, label in MATCHABLE_RESOURCES.items()
        for name in (resource, str(label.label), label.label_zh)
    }


@cache
def properties_by_name() -> dict[str, str]:
    """`{folded English or Chinese name: property id}`, for the same reason."""
    return {
        fold(name): item.id
        for item in reversed(properties().values())  # the first of two with the same name remains
        for name in (item.name, item.name_zh)
    }


class TypesField(serializers.Field[Any, Any, Any, Any]):
    """One type, or a list of types, by id or by name."""

    def to_internal_value(self, data: Any) -> list[str]:
        field = StrictChoiceField(RESOURCE_CHOICES)
        if len(as_list(data)) > MAX_TYPES:
            raise serializers.ValidationError(_("Too many values."))
        return [field.run_validation(self.to_id(item)) for item in as_list(data) if item != ""]

    def to_id(self, item: Any) -> Any:
        """The type with this name; anything else as it is."""
        return types_by_name().get(fold(item.strip()), item) if isinstance(item, str) else item


class ValuesField(serializers.Field[Any, Any, Any, Any]):
    """One value of a property, or a list of values: texts, numbers or `{"id": …}`; as strings."""

    def to_internal_value(self, data: Any) -> list[str]:
        values = [value for value in as_list(data) if value is not None]
        if len(values) > MAX_VALUES:
            raise serializers.ValidationError(_("Too many values."))
        return [self.to_text(value) for value in values]

    def to_text(self, value: Any) -> str:
        """The value as text, or the id of a record. Raises ValidationError for other types."""
        scalar = value.get("id") if isinstance(value, dict) else value
        if not isinstance(scalar, str | int | float) or len(str(scalar)) > MAX_TEXT_LENGTH:
            raise serializers.ValidationError(_("Not a valid property value."))
        return str(scalar)


class PropertyIdField(StrictCharField):
    """The id of a property, or its name."""

    def to_internal_value(self, data: Any) -> str:
        id: str = super().to_internal_value(data)
        if id not in properties():
            id = properties_by_name().get(fold(id.strip()), id)
        if id not in properties():
            message = _("Unknown property “%(value)s”.") % {"value": id[:MAX_QUOTED_LENGTH]}
            raise serializers.ValidationError(
                [closest_match_error("invalid-choice", message, id, properties())]
            )
        return id


class LimitField(serializers.Field[Any, Any, Any, Any]):
    """The maximum number of candidates; a number above our maximum is reduced to it."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int | float) or isinstance(data, bool) or data < 1:
            raise serializers.ValidationError(_("A positive number is required."))
        return int(min(data, MAX_CANDIDATES))


class QueryPropertySerializer(StrictSerializer):
    """A known property of the record that a query is about."""

    pid = PropertyIdField()
    v = ValuesField(allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs | {"v": attrs["v"] or []}


class QuerySerializer(StrictSerializer):
    """One query of a batch."""

    query = StrictCharField(allow_blank=True, max_length=MAX_TEXT_LENGTH, default="")
    type = TypesField(default=list)
    type_strict = StrictChoiceField([(word, word) for word in TYPE_STRICTNESS], default="any")
    limit = LimitField(default=DEFAULT_CANDIDATES)
    properties = StrictListField(
        child=QueryPropertySerializer(), max_length=MAX_VALUES, default=list
    )

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(without_empty(data))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["query"] and not attrs["properties"]:
            raise serializers.ValidationError(_("Give a “query”, “properties”, or both."))
        if sum(len(item["v"]) for item in attrs["properties"]) > MAX_VALUES:
            raise serializers.ValidationError(_("Too many values."))
        return attrs


class ExtendPropertySerializer(StrictSerializer):
    """A property to fetch; no property has settings."""

    id = PropertyIdField()
    settings = serializers.DictField(required=False)

    def validate_settings(self, settings: dict[str, Any]) -> dict[str, Any]:
        if settings:
            raise serializers.ValidationError(_("Properties have no settings."))
        return settings


class ExtendSerializer(StrictSerializer):
    """A data extension request: the properties to fetch of some records."""

    ids = StrictListField(child=StrictCharField(max_length=80), max_length=MAX_IDS)
    properties = StrictListField(child=ExtendPropertySerializer(), max_length=MAX_PROPERTIES)
