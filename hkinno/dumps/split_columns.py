"""Columns of a dump that hold a part of the value of another, under the names of exported lists."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models

from hkinno.dumps.columns import Column
from hkinno.registry.models import Statement
from hkinno.registry.rest.serializers import QuantitySerializer
from hkinno.registry.values.partial_dates import PartialDateField, first_day, last_day
from hkinno.registry.values.quantities import QuantityField
from hkinno.registry.values.typed_values import VALUE_COLUMNS, typed_values
from hkinno.registry.vocabularies.record_choices import IdentifierScheme

Row = dict[str, Any]
NUMBERS, DATES = {"value_number", "value_max"}, {"value_from", "value_to"}


class Part(NamedTuple):
    """A column: its Table Schema type, and a function of the JSON of a row."""

    name: str
    type: str
    description: str
    read: Callable[[Row], Any]

    def schema(self) -> dict[str, Any]:
        """The Table Schema field descriptor."""
        descriptor = {"name": self.name, "type": self.type, "description": self.description}
        return {key: value for key, value in descriptor.items() if value}


Field = Column | Part


def parts_of(model: type[models.Model], column: Column) -> Iterable[Part]:
    """The parts of a column."""
    if isinstance(column.field, PartialDateField):
        return date_parts(column.name)
    if isinstance(column.field, QuantityField):
        return quantity_parts(column.name)
    if column.name == "external_ids":
        return identifier_parts(column.name)
    return value_parts() if model is Statement and column.name == "value" else ()


def date_parts(name: str) -> Iterator[Part]:
    bounds: list[tuple[str, str, Callable[[str], date | None]]] = [
        ("from", "The first day that it can mean.", first_day),
        ("to", "The last day that it can mean.", last_day),
    ]
    for suffix, description, bound in bounds:
        yield Part(f"{name}_{suffix}", "date", description, day_reader(name, bound))


def day_reader(name: str, bound: Callable[[str], date | None]) -> Callable[[Row], str | None]:
    def read(row: Row) -> str | None:
        day = bound(row[name]) if row[name] else None
        return day.isoformat() if day else None

    return read


def quantity_parts(name: str) -> Iterator[Part]:
    for column in QuantitySerializer.columns:
        (key,) = column.path
        is_number = column.convert is Decimal
        yield Part(
            f"{name}{column.name}",
            "number" if is_number else "string",
            column.help_text,
            key_reader(name, key, float if is_number else str),
        )


def key_reader(name: str, key: str, convert: Callable[[Any], Any]) -> Callable[[Row], Any]:
    def read(row: Row) -> Any:
        value = (row[name] or {}).get(key)
        return None if value is None else convert(value)

    return read


def identifier_parts(name: str) -> Iterator[Part]:
    for scheme in IdentifierScheme:
        description = f"Its identifiers in {scheme.label}, joined with “; ”."
        yield Part(scheme.value, "string", description, key_reader(name, scheme.value, "; ".join))


def value_parts() -> Iterator[Part]:
    for name, description in VALUE_COLUMNS.items():
        type_name = "number" if name in NUMBERS else "date" if name in DATES else "string"
        yield Part(name, type_name, description, value_reader(name))


def value_reader(name: str) -> Callable[[Row], Any]:
    return lambda row: typed_values(row["property"], row["value"])[name]
