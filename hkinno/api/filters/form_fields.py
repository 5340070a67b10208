"""The values of a parameter, read strictly: what is not known is refused with the nearest."""

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


class MultiValueWidget(forms.Widget):
    """Reads every value under which a parameter is given; an absent one has none."""

    def value_from_datadict(self, data, files, name: str) -> list[str]:  # noqa: ANN001
        return data.getlist(name)


class ValuesField(forms.Field):
    """Any texts: the parameter repeated, or one with commas. None where it is absent.

    With `once`, one value and no more.
    """

    widget = MultiValueWidget

    def __init__(self, *, has_commas: bool = False, once: bool = False, **options) -> None:
        super().__init__(**options)
        self.has_commas = has_commas
        self.once = once

    def to_python(self, given: list[str]) -> list[Any] | None:
        if not given:
            return None
        if self.once and len(given) > 1:
            raise ValidationError("", REPEATED)
        return list(dict.fromkeys(",".join(given).split(",") if self.has_commas else given))


class ParsedField(ValuesField):
    """Values that `read` makes of texts; it raises ValueError for one that is none of them.

    `form` tells a client how they are written.
    """

    def __init__(self, *, read: Callable[[str], Any], form: Promise, **options) -> None:
        super().__init__(**options)
        self.read = read
        self.form = form

    def to_python(self, given: list[str]) -> list[Any] | None:
        texts = super().to_python(given)
        if texts is None:
            return None
        read, wrong = [], []
        for text in texts:
            try:
                read.append(self.read(text))
            except ValueError:
                wrong.append(ValidationError("", INVALID, {"value": text, "form": self.form}))
        if wrong:
            raise ValidationError(wrong)
        return read


class ChoicesField(ValuesField):
    """Words of a closed list."""

    def __init__(self, *, words: Iterable[str], **options) -> None:
        super().__init__(**options)
        self.words = list(words)

    def validate(self, values: list[str] | None) -> None:
        raise_invalid_choices(
            [value for value in values or () if value not in self.words], self.words
        )


class BooleanField(ChoicesField):
    """`true` or `false`, once."""

    def __init__(self, **options) -> None:
        super().__init__(words=["true", "false"], once=True, **options)


UNKNOWN, REPEATED, INVALID = "unknown", "repeated", "invalid"


def raise_invalid_choices(unknown: list[str], known: Iterable[str]) -> None:
    """Raise an error for each value that is unknown, for `faults` to put into words."""
    if unknown:
        raise ValidationError(
            [ValidationError("", UNKNOWN, {"value": value, "choices": known}) for value in unknown]
        )


def to_field_errors(name: str, errors: list[ValidationError]) -> list[FieldError]:
    """What a form found wrong with one parameter, as entries of a problem."""
    return [to_field_error(name, error) for error in errors]


def to_field_error(name: str, error: ValidationError) -> FieldError:
    """One thing that a form found wrong."""
    if error.code == REPEATED:
        return repeated_parameter(name)
    if error.code == INVALID:
        return invalid_value(name, error.params["value"], error.params["form"])
    return invalid_choice(name, **error.params)
