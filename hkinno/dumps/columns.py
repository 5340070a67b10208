"""The columns of a dump: those of the model, each with its type in Table Schema."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, When
from django.db.models.expressions import Combinable

from hkinno.api.fields import PARTIAL_DATE
from hkinno.registry.models import Record
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.values.quantities import QuantityField
from hkinno.registry.vocabularies.record_terms import Status

# All that is dumped is published. The rest the database sets anew, whoever writes.
LEFT_OUT = {"status", "version", "created_at", "updated_at", "resource"}
LEFT_OUT |= {"subject_resource", "object_resource"}

# The first that a field is an instance of gives its type.
TYPES: list[tuple[type[models.Field], str]] = [
    (PartialDateField, "string"),
    (QuantityField, "object"),
    (ArrayField, "array"),
    (models.DateField, "date"),
    (models.DecimalField, "number"),
    (models.IntegerField, "integer"),
    (models.Field, "string"),
]


class Column(NamedTuple):
    """A column of a table: a field of its model, under its name."""

    field: models.Field

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def kind(self) -> str:
        """The type by Table Schema."""
        if type(self.field) is models.JSONField:
            return {list: "array", dict: "object"}.get(self.field.default, "any")
        return next(name for kind, name in TYPES if isinstance(self.field, kind))

    @property
    def target(self) -> type[models.Model] | None:
        """The model that it refers to, or None."""
        return self.field.related_model

    def expression(self) -> Combinable:
        """What is read of a row: of a record that is a draft, nothing."""
        if not self.target:
            return F(self.name)
        return Case(
            When(**{f"{self.name}__status": Status.PUBLISHED}, then=F(self.field.attname)),
        )

    def value(self, stored: Any) -> Any:
        """A stored value as JSON has it; empty text is null."""
        if isinstance(stored, Decimal):
            return float(stored)
        if isinstance(stored, date):
            return stored.isoformat()
        return None if stored == "" else stored

    def stored(self, value: Any) -> Any:
        """What the database holds for a value of the dump."""
        if value is None and not self.field.null and self.kind == "string":
            return ""
        return value

    def schema(self) -> dict[str, Any]:
        """The field's description by Table Schema."""
        described = {
            "name": self.name,
            "type": self.kind,
            "title": str(self.field.verbose_name),
            "description": str(self.field.help_text),
            "arrayItem": self.item(),
            "constraints": self.constraints(),
        }
        return {key: value for key, value in described.items() if value}

    def item(self) -> dict[str, Any] | None:
        """What an element of a list may be."""
        words = self.words(self.field.base_field) if isinstance(self.field, ArrayField) else None
        return words and {"type": "string", "constraints": {"enum": words}}

    def constraints(self) -> dict[str, Any]:
        """The rules for a value."""
        is_record = self.target and issubclass(self.target, Record)
        rules = {
            "required": not (self.field.null or self.field.blank or is_record),
            "unique": self.field.primary_key,
            "enum": self.words(self.field),
            "pattern": PARTIAL_DATE if isinstance(self.field, PartialDateField) else None,
        }
        return {name: rule for name, rule in rules.items() if rule}

    def words(self, field: models.Field) -> list[str] | None:
        """The closed list of a field, or None."""
        return [word for word, _label in field.flatchoices if word] or None


def columns_of(model: type[models.Model]) -> list[Column]:
    """All columns of a model but those that the database keeps."""
    return [
        Column(field)
        for field in model._meta.concrete_fields
        if field.name not in LEFT_OUT and not field.generated and not is_parent(field)
    ]


def is_parent(field: models.Field) -> bool:
    """Whether it only leads a child to its record, whose id is the same."""
    return bool(field.remote_field and getattr(field.remote_field, "parent_link", False))
