"""Form fields that parse the values of a query parameter strictly."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from urllib.parse import unquote_plus

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hkinno.api.errors.field_errors import (
    FieldError,
    invalid_choice,
    invalid_value,
    parameter_error,
    repeated_parameter,
)

INVALID_CHOICE, REPEATED, INVALID = "invalid_choice", "repeated", "invalid"


class MultiValueWidget(forms.Widget):
    """Reads all values of a parameter."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.getlist(name)


class ValuesField(forms.Field):
    """A list of strings without duplicates.

    With `is_list`, values are separated by commas, unless commas may be part of a value
    (`has_commas`). With `is_single`, there may be only one.
    """

    widget = MultiValueWidget

    def __init__(
        self,
        *,
        is_list: bool = False,
        is_single: bool = False,
        has_commas: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.is_separated = is_list and not has_commas
        self.is_single = is_single

    def to_python(self, value: Any) -> list[Any]:
        if self.is_single and len(value) > 1:
            raise ValidationError("", REPEATED)
        return list(dict.fromkeys(",".join(value).split(",") if self.is_separated else value))


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
    """Values out of `choices`, of which a mapping may have the labels in both languages."""

    def __init__(self, *, choices: Iterable[str] | Mapping[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.choices = list(choices)
        self.labelled = choices if isinstance(choices, Mapping) else {}

    def validate(self, value: Any) -> None:
        if invalid := [text for text in value if text not in self.choices]:
            by_label = {
                label.casefold(): name
                for name, choice in self.labelled.items()
                for label in (str(choice.label), choice.label_zh)
            }

            def suggest(text: str) -> str | None:
                return by_label.get(text.strip().casefold())

            raise_invalid_choices(invalid, self.choices, suggest)


def find_unescaped_commas(query_string: str, parameters: Collection[str]) -> list[FieldError]:
    """An error for each of these parameters that has a comma in the query string as it was sent.

    It may separate two values or be part of one, and clients differ in which commas they escape.
    """
    pairs = (part.partition("=") for part in query_string.split("&"))
    names = [unquote_plus(name) for name, _equals, value in pairs if "," in value]
    detail = _(
        "“%(parameter)s” has a comma that may be part of a value: write it as %%2C, and repeat the "
        "parameter to give several values."
    )
    return [
        parameter_error(name, "invalid", detail)
        for name in dict.fromkeys(names)
        if name in parameters
    ]


class BooleanField(ChoicesField):
    """`true` or `false`, once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=["true", "false"], is_single=True, **options)


def raise_invalid_choices(
    invalid: list[str],
    choices: Collection[str],
    suggest: Callable[[str], str | None],
    *,
    is_listed: bool = True,
) -> None:
    """Raise ValidationError with an error for each invalid value, if there are any.

    `suggest` returns the choice with a value as its name, and is called for errors that are
    reported. These list the choices if `is_listed`.
    """
    if not invalid:
        return
    params = {"choices": choices, "is_listed": is_listed, "suggest": suggest}
    errors: list[dict[str, Any]] = [{"value": value, **params} for value in invalid]
    raise ValidationError([ValidationError("", INVALID_CHOICE, error) for error in errors])


def to_field_error(name: str, error: ValidationError) -> FieldError:
    """The error of a form field as an entry of `errors` in a problem."""
    if error.code == REPEATED:
        return repeated_parameter(name)
    params = error.params or {}
    if error.code == INVALID:
        return invalid_value(name, **params)
    options = {key: params[key] for key in ("value", "choices", "is_listed")}
    return invalid_choice(name, suggestion=params["suggest"](params["value"]), **options)
