"""Serializers of request bodies: strict types, no unknown fields, errors with JSON Pointers."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerExtension
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from hkinno.api.errors.field_errors import (
    MAX_ERRORS,
    MAX_QUOTED_LENGTH,
    FieldError,
    closest_match,
    list_values,
)
from hkinno.api.parsers.json import child_pointer, invalid_body


class StrictCharField(serializers.CharField):
    """A string: numbers are not converted, and whitespace is not trimmed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(data) if isinstance(data, str) else self.fail("invalid")


class StrictIntegerField(serializers.IntegerField):
    """A whole number: strings and booleans are not converted. In JSON 5.0 is 5."""

    def to_internal_value(self, data: Any) -> Any:
        is_whole = type(data) is int or (type(data) is float and data.is_integer())
        return super().to_internal_value(int(data)) if is_whole else self.fail("invalid")


class StrictChoiceField(serializers.ChoiceField):
    """A choice; the error of an unknown one suggests the closest, and lists all if they are few."""

    def to_internal_value(self, data: Any) -> str:
        if isinstance(data, str) and data in self.choices:
            return data
        value = str(data)
        detail = _("“%(value)s” is not an allowed value.") % {"value": value[:MAX_QUOTED_LENGTH]}
        error = closest_match_error("invalid-choice", detail, value, self.choices)
        listed = ErrorDetail(error + list_values(self.choices), error.code)
        raise serializers.ValidationError([listed])


class StrictListField(serializers.ListField):
    """A list; one that is too long is an error before its items are validated.

    After as many errors as are reported, no more items are.
    """

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, list) and self.max_length and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().to_internal_value(data)

    def run_child_validation(self, data: list[Any]) -> list[Any]:
        validated: list[Any] = []
        errors: dict[Any, Any] = {}
        for index, item in enumerate(data):
            try:
                validated.append(self.child.run_validation(item))
            except serializers.ValidationError as error:
                errors[index] = error.detail
                if len(list(flatten_errors(errors, ""))) >= MAX_ERRORS:
                    break
        if errors:
            raise serializers.ValidationError(errors)
        return validated


class StrictSerializer(serializers.Serializer[Any]):
    """An object in which unknown fields are errors."""

    def to_internal_value(self, data: Any) -> Any:
        names = data if isinstance(data, dict) else ()
        if unknown := [name for name in names if name not in self.fields]:
            raise serializers.ValidationError(
                {name: [self.unknown_field_error(name)] for name in unknown[:MAX_ERRORS]}
            )
        return super().to_internal_value(data)

    def unknown_field_error(self, name: str) -> ErrorDetail:
        detail = _("Unknown field “%(value)s”.") % {"value": name[:MAX_QUOTED_LENGTH]}
        return closest_match_error("unknown-field", detail, name, self.fields)


class StrictSerializerExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # drf-spectacular
    """Documents that strict objects have no additional properties."""

    target_class = StrictSerializer
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        schema: dict[str, Any] = auto_schema._map_serializer(
            self.target, direction, bypass_extensions=True
        )
        return schema | {"additionalProperties": False}


class SuggestionCode(str):
    """An error code with a suggestion, which REST framework passes on."""

    suggestion: str | None = None


def closest_match_error(code: str, detail: str, value: str, known: Iterable[str]) -> ErrorDetail:
    """The error of an unknown value, suggesting the closest of `known`."""
    suggestion_code = SuggestionCode(code)
    suggestion_code.suggestion = closest_match(value, known)
    if suggestion_code.suggestion:
        detail += _(" Did you mean “%(suggestion)s”?") % {"suggestion": suggestion_code.suggestion}
    return ErrorDetail(detail, suggestion_code)


def validate_body(serializer: serializers.BaseSerializer[Any], parameter: str | None = None) -> Any:
    """The validated data. Raises ProblemException (400) with a JSON Pointer to each error.

    `parameter` names the form field that the data comes from, if any.
    """
    if not serializer.is_valid():
        errors = islice(flatten_errors(serializer.errors, ""), MAX_ERRORS)
        raise invalid_body([error._replace(parameter=parameter) for error in errors])
    return serializer.validated_data


def flatten_errors(errors: Any, pointer: str) -> Iterator[FieldError]:
    """REST framework's nested errors as a flat sequence, their codes with hyphens."""
    if isinstance(errors, dict):
        for name, nested in errors.items():
            is_object_error = name == "non_field_errors"
            yield from flatten_errors(
                nested, pointer if is_object_error else child_pointer(pointer, name)
            )
        return
    for error in errors:
        code = str(error.code).replace("_", "-")
        suggestion = getattr(error.code, "suggestion", None)
        yield FieldError(code, str(error), pointer=pointer, suggestion=suggestion)
