"""What a body must be: strict fields, no key that is not known, faults with their places."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from hkinno.api.errors.field_errors import MAX_QUOTED_LENGTH, FieldError, closest_match
from hkinno.api.parsers.json import MAX_ERRORS, child_pointer, invalid_body


class StrictCharField(serializers.CharField):
    """A text, as it is: no number is taken for one, and no blank is cut off."""

    def __init__(self, **options) -> None:
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data) if isinstance(data, str) else self.fail("invalid")


class StrictIntegerField(serializers.IntegerField):
    """A whole number, and no text or truth that could be read as one; to JSON 5.0 is 5."""

    def to_internal_value(self, data: Any) -> int:
        is_whole = type(data) is int or (type(data) is float and data.is_integer())
        return super().to_internal_value(int(data)) if is_whole else self.fail("invalid")


class StrictChoiceField(serializers.ChoiceField):
    """A word of a closed list; of another one, the nearest is named."""

    def to_internal_value(self, data: Any) -> str:
        if isinstance(data, str) and data in self.choices:
            return data
        said = _("“%(value)s” is not an allowed value.") % {"value": str(data)[:MAX_QUOTED_LENGTH]}
        raise serializers.ValidationError(
            [closest_match_error("invalid-choice", said, str(data), self.choices)]
        )


class StrictListField(serializers.ListField):
    """A list of so many at most; one that is longer is refused before its items are looked at."""

    def to_internal_value(self, data: Any) -> list:
        if isinstance(data, list) and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().to_internal_value(data)


class StrictSerializer(serializers.Serializer):
    """An object in which a key that is not known is an error."""

    def to_internal_value(self, data: Any) -> dict:
        if isinstance(data, dict) and (
            strange := [name for name in data if name not in self.fields]
        ):
            raise serializers.ValidationError(
                {name: [self.unknown_key(name)] for name in strange[:MAX_ERRORS]}
            )
        return super().to_internal_value(data)

    def unknown_key(self, name: str) -> ErrorDetail:
        said = _("Unknown field “%(value)s”.") % {"value": name[:MAX_QUOTED_LENGTH]}
        return closest_match_error("unknown-field", said, name, self.fields)


class StrictSerializerExtension(OpenApiSerializerExtension):
    """Says of such an object in the OpenAPI document that it has no further keys."""

    target_class = StrictSerializer
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict:
        shape = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return shape | {"additionalProperties": False}


class SuggestionCode(str):
    """What is wrong, for programs, with what may have been meant: REST framework hands it on."""

    suggestion: str | None = None


def closest_match_error(name: str, detail: str, word: str, known: Iterable[str]) -> ErrorDetail:
    """That a word is not known, with the nearest that is."""
    code = SuggestionCode(name)
    code.suggestion = closest_match(word, known)
    if code.suggestion:
        detail += _(" Did you mean “%(suggestion)s”?") % {"suggestion": code.suggestion}
    return ErrorDetail(detail, code)


def validate_body(serializer: serializers.BaseSerializer, parameter: str | None = None) -> Any:
    """The values of a body; 400 with the place of each fault where it is not as documented.

    `parameter` is where they come from, where that is not the body.
    """
    if not serializer.is_valid():
        found = flatten_errors(serializer.errors, "")
        raise invalid_body(
            [each._replace(parameter=parameter) for each in islice(found, MAX_ERRORS)]
        )
    return serializer.validated_data


def flatten_errors(errors: Any, pointer: str) -> Iterator[FieldError]:
    """Errors as REST framework nests them, each with the JSON Pointer to what it is about."""
    if isinstance(errors, dict):
        for name, each in errors.items():
            is_whole = name == "non_field_errors"
            yield from flatten_errors(each, pointer if is_whole else child_pointer(pointer, name))
        return
    for error in errors:
        suggestion = getattr(error.code, "suggestion", None)
        yield FieldError(code(error), str(error), pointer=pointer, suggestion=suggestion)


def code(error: ErrorDetail) -> str:
    """What is wrong, for programs: in words with hyphens, as all codes are."""
    return str(error.code).replace("_", "-")
