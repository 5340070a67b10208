"""Form fields that parse the values of a query parameter strictly."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise

from hkinno.api.errors.field_errors import (
    FieldError,
    invalid_choice,
    invalid_value,
    repeated_parameter,
)

INVALID_CHOICE, REPEATED, INVALID = "invalid_choice", "repeated", "invalid"


class MultiValueWidget(forms.Widget):
    """Reads all values of a parameter."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.getlist(name)


class ValuesField(forms.Field):
    """A list of strings without duplicates.

    With `is_list`, values are separated by commas. With `is_single`, there may be only one.
    """

    widget = MultiValueWidget

    def __init__(self, *, is_list: bool = False, is_single: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.is_list = is_list
        self.is_single = is_single

    def to_python(self, value: Any) -> list[Any]:
        if self.is_single and len(value) > 1:
            raise ValidationError("", REPEATED)
        return list(dict.fromkeys(",".join(value).split(",") if self.is_list else value))


class ParsedField(ValuesField):
    """Values returned by `parse`, which raises ValueError for invalid text.

    `expected` tells a client the right form.
    """

    def __init__(
        self, *, parse: Callable[[str], Any], expected: str | Promise, **options: Any
    ) -> None:
        super().__init__(**options)
        self.parse = parse
        self.expected = expected

    def to_python(self, value: Any) -> list[Any]:
        values, errors = [], []
        for text in super().to_python(value):
            try:
                values.append(self.parse(text))
            except ValueError:
                params = {"value": text, "expected": self.expected}
                errors.append(ValidationError("", INVALID, params))
        if errors:
            raise ValidationError(errors)
        return values


class ChoicesField(ValuesField):
    """Values out of `choices`."""

    def __init__(self, *, choices: Iterable[str], **options: Any) -> None:
        super().__init__(**options)
        self.choices = list(choices)

    def validate(self, value: Any) -> None:
        raise_invalid_choices([text for text in value if text not in self.choices], self.choices)


class BooleanField(ChoicesField):
    """`true` or `false`, once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=["true", "false"], is_single=True, **options)


def raise_invalid_choices(invalid: list[str], choices: Iterable[str]) -> None:
    """Raise ValidationError with an error for each invalid value, if there are any."""
    if invalid:
        raise ValidationError(
            [
                ValidationError("", INVALID_CHOICE, {"value": value, "choices": choices})
                for value in invalid
            ]
        )


def to_field_error(name: str, error: ValidationError) -> FieldError:
    """The error of a form field as an entry of `errors` in a problem."""
    if error.code == REPEATED:
        return repeated_parameter(name)
    make_error = invalid_value if error.code == INVALID else invalid_choice
    return make_error(name, **(error.params or {}))
