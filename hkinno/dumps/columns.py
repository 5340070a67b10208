"""Columns of a dump: model fields, described as fields of a Frictionless Table Schema.

See https://specs.frictionlessdata.io/table-schema/.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, When
from django.db.models.expressions import Combinable

from hkinno.registry.column_names import COLUMN_NAMES
from hkinno.registry.models import Record
from hkinno.registry.values.partial_dates import PartialDateField, parse
from hkinno.registry.values.quantities import QuantityField
from hkinno.registry.vocabularies.record_choices import Status

# The status is always "published". Everything else is computed by the database.
EXCLUDED_FIELDS = {"status", "version", "created_at", "updated_at", "resource"}
EXCLUDED_FIELDS |= {"subject_resource", "object_resource"}

# The Table Schema type of each field class; the first match counts.
TYPES: list[tuple[type["models.Field[Any, Any]"], str]] = [
    (PartialDateField, "string"),
    (QuantityField, "object"),
    (ArrayField, "array"),
    (models.DateField, "date"),
    (models.DecimalField, "number"),
    (models.IntegerField, "integer"),
    (models.Field, "string"),
]


class Column(NamedTuple):
    """A column of a table, with the name of its model field."""

    field: "models.Field[Any, Any]"

    @property
    def name(self) -> str:
        return COLUMN_NAMES.get(self.field.name, self.field.name)

    @property
    def type(self) -> str:
        """The Table Schema type."""
        if isinstance(self.field, models.JSONField) and not isinstance(self.field, QuantityField):
            return {list: "array", dict: "object"}.get(self.field.default, "any")
        return next(name for field_class, name in TYPES if isinstance(self.field, field_class))

    @property
    def related_model(self) -> Any:
        """The model class that a foreign key refers to, or None."""
        return self.field.related_model

    def expression(self) -> Combinable:
        """The value to select; null for a reference to a draft."""
        if not self.related_model:
            return F(self.field.name)
        return Case(
            When(**{f"{self.field.name}__status": Status.PUBLISHED}, then=F(self.field.attname))
        )

    def to_json(self, value: Any) -> Any:
        """A selected value in JSON types; an empty string becomes null."""
        if isinstance(value, Decimal):
            return float(value)
        if isinstance(value, date):
            return value.isoformat()
        return None if value == "" else value

    def reader(self) -> Callable[[dict[str, Any]], Any]:
        """A function of a row of a dump: the value to copy into the database."""
        name, null = self.name, None if self.field.null or self.type != "string" else ""
        if self.type == "any":
            encode: Callable[[Any], Any] = str  # it is JSON text already
        elif isinstance(self.field, models.JSONField):
            encode = encode_json
        elif isinstance(self.field, PartialDateField):
            encode = range_text
        else:
            return lambda row: null if row[name] is None else row[name]
        return lambda row: null if row[name] is None else encode(row[name])

    def schema(self) -> dict[str, Any]:
        """The Table Schema field descriptor."""
        base_field = self.field.base_field if isinstance(self.field, ArrayField) else None
        item_choices = base_field and choices_of(base_field)
        descriptor = {
            "name": self.name,
            "type": self.type,
            "title": str(self.field.verbose_name),
            "description": str(self.field.help_text),
            "arrayItem": item_choices and {"type": "string", "constraints": {"enum": item_choices}},
            "constraints": self._constraints(),
        }
        return {key: value for key, value in descriptor.items() if value}

    def _constraints(self) -> dict[str, Any]:
        is_record = self.related_model and issubclass(self.related_model, Record)
        constraints = {
            "required": not (self.field.null or self.field.blank or is_record),
            "unique": self.field.primary_key,
            "enum": choices_of(self.field),
        }
        return {name: value for name, value in constraints.items() if value}


def encode_json(value: Any) -> str:
    return orjson.dumps(value).decode()


@lru_cache(10_000)
def range_text(partial_date: str) -> str:
    """The `daterange` of a partial date. Raises PartialDateError."""
    days = parse(partial_date)
    return f"[{days.lower or ''},{days.upper or ''})"


def choices_of(field: "models.Field[Any, Any]") -> list[str]:
    """The values of the choices of a field."""
    return [value for value, _label in field.flatchoices]


def columns_of(model: type[models.Model]) -> list[Column]:
    """The columns for all fields of a model except parent links and `EXCLUDED_FIELDS`."""
    return [
        Column(field)
        for field in model._meta.concrete_fields
        if field.name not in EXCLUDED_FIELDS and not field.generated and not is_parent_link(field)
    ]


def is_parent_link(field: "models.Field[Any, Any]") -> bool:
    return bool(getattr(field.remote_field, "parent_link", False))
