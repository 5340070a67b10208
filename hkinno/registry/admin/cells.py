"""Cells of a sheet, all of them texts, and what they say of a column."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.contrib.postgres.fields import ArrayField
from django.db import models
from import_export.fields import Field
from import_export.widgets import Widget

from hkinno.registry.admin import json_validators, value_parsing
from hkinno.registry.models.record import is_slug
from hkinno.registry.values.partial_dates import PartialDateField, parse, text_of
from hkinno.registry.values.quantities import QuantityField, quantity


class TextCell(Widget):
    def clean(self, value: str, row: dict | None = None, **kwargs) -> object:
        return value_parsing.text(value)


class ReadCell(Widget):
    """A cell that one function reads and, where it is not plain text, another writes."""

    def __init__(self, read: Callable[[str], object], write: Callable = str) -> None:
        super().__init__()
        self.read, self.write = read, write

    def clean(self, value: str, row: dict | None = None, **kwargs) -> object:
        value = value_parsing.text(value).strip()
        return self.read(value) if value else None

    def render(self, value: object, obj: object = None, **kwargs) -> str:
        return "" if value in (None, [], {}) else self.write(value)


class ReferenceCell(Widget):
    """The id of another record: one that is there already, or in a row above."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__()
        self.model = model
        self.known: set[str] = set()

    def look_up(self, cells: list[str]) -> None:
        """Ask for all ids of a column at once."""
        ids = {cell for cell in cells if is_slug.regex.search(cell)}
        self.known = set(self.model.objects.filter(pk__in=ids).values_list("pk", flat=True))

    def clean(self, value: str, row: dict | None = None, **kwargs) -> str | None:
        if value and value not in self.known:
            kind = self.model._meta.verbose_name
            raise ValueError(f"There is no {kind} {value}: it must be there, or in a row above.")
        return value or None


class StatusField(Field):
    """Shown, and changed by no import: rows come in as drafts."""

    def save(self, instance: models.Model, row: dict, is_m2m: bool = False, **kwargs) -> None:
        if row[self.column_name] not in ("", instance.status):
            raise ValueError(
                "An import publishes and withdraws nothing: rows come in as drafts. Leave it"
                f" {instance.status}, and publish the records in their list."
            )


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(f"{cell} is no day: write 2018-06-29.") from error


def _whole(cell: str) -> int:
    if not (cell.isascii() and cell.isdecimal() and len(cell) < 10):
        raise ValueError(f"{cell} is no whole number.")
    return int(cell)


def _decimal(cell: str) -> Decimal:
    try:
        number = Decimal(cell)
    except InvalidOperation as error:
        raise ValueError(f"{cell} is no number.") from error
    if not number.is_finite():
        raise ValueError(f"{cell} is no number.")
    return number


def _json(sound: Callable[[object], object]) -> ReadCell:
    return ReadCell(
        lambda cell: sound(value_parsing.json_of(cell)),
        lambda kept: json.dumps(kept, ensure_ascii=False),
    )


BY_NAME: dict[str, Callable[[], Widget]] = {
    "aliases": lambda: _json(json_validators.aliases),
    "focus": lambda: _json(json_validators.focus),
    "external_ids": lambda: _json(json_validators.external_ids),
    "also_lines": lambda: _json(json_validators.also_lines),
    "value": lambda: ReadCell(value_parsing.value, value_parsing.shown),
}
BY_TYPE: dict[type[models.Field], Callable[[], Widget]] = {
    QuantityField: lambda: _json(quantity),
    PartialDateField: lambda: ReadCell(lambda cell: text_of(parse(cell))),
    ArrayField: lambda: ReadCell(lambda cell: [word.strip() for word in cell.split(",")], ",".join),
    models.DateField: lambda: ReadCell(_day),
    models.PositiveIntegerField: lambda: ReadCell(_whole),
    models.DecimalField: lambda: ReadCell(_decimal),
}


def cell_of(column: models.Field) -> Widget:
    """The cell for a column of a model."""
    if column.is_relation:
        return ReferenceCell(column.related_model)
    return BY_NAME.get(column.name, BY_TYPE.get(type(column), TextCell))()
