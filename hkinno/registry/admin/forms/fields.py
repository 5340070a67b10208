"""Form fields for values that are typed as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hkinno.registry.admin.forms.value_parsing import format_json, parse_quantity
from hkinno.registry.values.quantities import QuantityField

QUANTITY_HELP = _(
    "For example <code>over 2,800,000,000 HKD</code>, or as JSON "
    '<code>{"value": "2800000000", "unit": "HKD", "qualifier": "over"}</code>.'
)


class RawText(str):
    """Text as submitted, which a bound field redisplays unchanged."""

    __slots__ = ()


class ParsedTextField(forms.CharField):
    """Text that `parse` converts into a value, and `format_value` back.

    `parse` raises ValueError for invalid text. Without text the value is `empty()`.
    """

    widget = forms.Textarea(attrs={"rows": 2, "cols": 60})

    def __init__(
        self,
        parse: Callable[[str], Any],
        format_value: Callable[[Any], str] = format_json,
        *,
        empty: Callable[[], Any] = lambda: None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.parse, self.format_value, self.empty = parse, format_value, empty

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return self.empty()
        try:
            return self.parse(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, RawText):
            return value
        return "" if value in self.empty_values else self.format_value(value)

    def bound_data(self, data: str | None, initial: Any) -> str:
        return RawText(data or "")

    def has_changed(self, initial: Any, data: str | None) -> bool:
        return bool(self.prepare_value(initial) != (data or "").replace("\r\n", "\n").strip())


class QuantityTextField(ParsedTextField):
    """A quantity as words or as JSON; omitted keys take their defaults."""

    def __init__(
        self, *, help_text: str = "", encoder: Any = None, decoder: Any = None, **options: Any
    ) -> None:
        texts = format_lazy("{} {}", help_text, QUANTITY_HELP) if help_text else QUANTITY_HELP
        super().__init__(parse_quantity, help_text=texts, **options)


class MultilineField(forms.CharField):
    """Text with `\\n` line endings: browsers submit `\\r\\n`."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


FORMFIELD_OVERRIDES: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    QuantityField: {"form_class": QuantityTextField},
    models.TextField: {
        "form_class": MultilineField,
        "widget": forms.Textarea(attrs={"rows": 2, "cols": 80}),
    },
    models.URLField: {"assume_scheme": "https"},
}
