"""Widgets (in django-import-export's sense) that convert cells to column values and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from hkinno.api.parsers.json import is_storable
from hkinno.registry.admin.forms import json_validators
from hkinno.registry.admin.forms.value_parsing import (
    format_json,
    format_statement_value,
    id_of_name,
    json_parser,
    parse_statement_value,
    parse_text,
)
from hkinno.registry.models import record_models
from hkinno.registry.models.ids import SLUG
from hkinno.registry.values.quantities import QuantityField, quantity


class TextWidget(Widget):
    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> str:
        return parse_text(value)


class ParsedWidget(Widget):
    """A cell that `parse` reads, raising ValueError, and `format_value` writes."""

    def __init__(
        self, parse: Callable[[str], Any], format_value: Callable[[Any], str] = str
    ) -> None:
        super().__init__()
        self.parse, self.format_value = parse, format_value

    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> Any:
        text = parse_text(value).strip()
        return self.parse(text) if text else None

    def render(self, value: Any, obj: models.Model | None = None, **kwargs: Any) -> str:
        return "" if value in (None, [], {}) else self.format_value(value)


class ReferenceWidget(Widget):
    """The id or a name of a record that exists, or the id of one that an earlier row adds."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__()
        self.model = model
        self.records: dict[str, models.Model] = {}

    def load_records(self, cells: Iterable[str | None]) -> None:
        """Fetch the records of a column that exist, in one query."""
        ids = {cell.strip() for cell in cells if cell and is_storable(cell)}
        self.records = self.model._default_manager.in_bulk(ids)

    def set_record(self, instance: models.Model, name: str) -> None:
        """Set the loaded record on a row's instance, so that nothing queries for it."""
        field: Any = instance._meta.get_field(name)
        if record := self.records.get(getattr(instance, field.attname)):
            field.set_cached_value(instance, record)

    def clean(self, value: str, row: Mapping[str, str] | None = None, **kwargs: Any) -> str | None:
        value = (value or "").strip()
        if value and value not in self.records and not re.fullmatch(SLUG, value):
            value = self.id_of(value)
        if value and value not in self.records:
            kind = self.model._meta.verbose_name
            raise ValueError(
                _("There is no %(kind)s “%(id)s”. Add it first, or in an earlier row.")
                % {"kind": kind, "id": value}
            )
        return value or None

    def id_of(self, name: str) -> str:
        """The id of the record with a name; remembers the record. Raises ValueError if none has."""
        resource = getattr(self.model, "RESOURCE", None)
        id = id_of_name(parse_text(name), [resource] if resource else list(record_models()))
        self.records[id] = self.model._default_manager.get(pk=id)
        return id


class StatusField(Field):
    """The status of a record, which is exported and which no import changes."""

    def save(
        self, instance: Any, row: Mapping[str, str], is_m2m: bool = False, **kwargs: Any
    ) -> None:
        if row[self.column_name] not in ("", instance.status):
            raise ValueError(
                _(
                    "An import cannot change the status. Leave it “%(status)s” or empty, and"
                    " publish the records from their list."
                )
                % {"status": instance.status}
            )


def _json_widget(validate: Callable[[Any], Any]) -> ParsedWidget:
    return ParsedWidget(json_parser(validate), format_json)


WIDGETS: dict[str, Widget] = {
    "aliases": _json_widget(json_validators.validate_aliases),
    "focus": _json_widget(json_validators.validate_focus),
    "external_ids": _json_widget(json_validators.validate_external_ids),
    "also_lines": _json_widget(json_validators.validate_also_lines),
    "topics": ParsedWidget(
        lambda cell: [topic.strip() for topic in re.split("[;,]", cell)], "; ".join
    ),
    "value": ParsedWidget(parse_statement_value, format_statement_value),
}


def widget_for(field: models.Field[Any, Any]) -> Widget:
    """The widget for the column of a model field."""
    if isinstance(field, models.ForeignKey):
        return ReferenceWidget(field.related_model)
    if isinstance(field, QuantityField):
        return _json_widget(quantity)
    if field.name in WIDGETS:
        return WIDGETS[field.name]
    return ParsedWidget(partial(_parse, field)) if field.null else TextWidget()


def _parse(field: models.Field[Any, Any], cell: str) -> Any:
    try:
        return field.to_python(cell)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from error
