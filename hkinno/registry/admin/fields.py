"""Fields of forms: JSON and the values of statements, typed as text."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.fields import InvalidJSONInput

from hkinno.registry.admin import value_parsing
from hkinno.registry.values.quantities import QuantityField, quantity


class JSONText(forms.JSONField):
    """JSON that `sound` brings into the kept form; what was typed is shown again as typed."""

    widget = forms.Textarea(attrs={"rows": 2, "cols": 60})

    def __init__(self, sound: Callable[[object], object], **options) -> None:
        super().__init__(**options)
        self.sound = sound

    def to_python(self, value: object) -> object:
        if value in self.empty_values:
            return self.initial() if callable(self.initial) else None
        try:
            return self.sound(value_parsing.json_of(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: object) -> str:
        return "" if value in self.empty_values else super().prepare_value(value)

    def bound_data(self, data: str | None, initial: object) -> str:
        return InvalidJSONInput(data or "")

    def has_changed(self, initial: object, data: str | None) -> bool:
        try:
            return (self.to_python(data) or None) != (initial or None)
        except ValidationError:
            return True


class QuantityText(JSONText):
    """A quantity; keys left out take their defaults."""

    def __init__(self, *, help_text: str = "", **options) -> None:
        example = '{"value": "2800000000", "unit": "HKD", "qualifier": "over"}'
        super().__init__(quantity, help_text=f"{help_text} {example}".strip(), **options)


class Lines(forms.CharField):
    """A text of any length, its lines ended as everywhere: browsers send two characters."""

    def to_python(self, value: object) -> str:
        return super().to_python(value).replace("\r\n", "\n")


# What the fields of our models are typed in, on every page.
OVERRIDES = {
    QuantityField: {"form_class": QuantityText},
    models.TextField: {
        "form_class": Lines,
        "widget": forms.Textarea(attrs={"rows": 2, "cols": 80}),
    },
    models.URLField: {"assume_scheme": "https"},
}


class Typed(str):
    """What was typed, to be shown as it is."""

    __slots__ = ()


class ValueField(forms.CharField):
    """The value of a statement: plain text (`hku`, `2012-06`, `true`) or JSON."""

    widget = forms.Textarea(attrs={"rows": 2, "cols": 30})

    def prepare_value(self, value: object) -> str:
        if value is None or isinstance(value, Typed):
            return value
        return value_parsing.shown(value)

    def bound_data(self, data: str | None, initial: object) -> str:
        return Typed(data or "")

    def clean(self, value: object) -> object:
        try:
            return value_parsing.value(super().clean(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def has_changed(self, initial: object, data: str | None) -> bool:
        return super().has_changed(None if initial is None else value_parsing.shown(initial), data)
