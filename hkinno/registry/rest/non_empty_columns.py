"""The columns of a table that have values."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Count, Q

from hkinno.api.renderers.columns import Column
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.values.quantities import QuantityField


def used_columns(queryset: Any, columns: Sequence[Column]) -> list[Column]:
    """The columns in which at least one published row of a model has a value.

    They are those of the whole list, so that its filters do not change the table. A list that is
    empty has all columns. One query.
    """
    conditions = {
        column.name: condition
        for column in columns
        if (condition := has_value(queryset.model, column)) is not None
    }
    numbers = {
        f"count_of_{name}": Count("pk", filter=condition) for name, condition in conditions.items()
    }
    counts = queryset.published().aggregate(rows=Count("pk"), **numbers)
    return [c for c in columns if counts.get(f"count_of_{c.name}", 1) or not counts["rows"]]


def has_value(model: type[models.Model], column: Column) -> Q | None:
    """The rows with a value in a column; None if that is not known from the model alone."""
    field = None if column.key else find_field(model, column)
    if isinstance(field, PartialDateField) and column.name != field.name:
        bound = "startswith" if column.name.endswith("_from") else "endswith"
        return Q(**{f"{field.name}__{bound}__isnull": False})
    if isinstance(field, QuantityField):
        is_null = Q(**{field.name: None}) | Q(**{f"{field.name}__{column.path[1]}": None})
        return ~is_null
    if isinstance(field, models.JSONField) and field.default is dict:
        return Q(**{f"{field.name}__has_key": column.name})
    if isinstance(field, models.CharField) and not field.null:
        return Q(**{f"{field.name}__gt": ""})
    if field and "name" in column.path:
        # The whole that a record is part of is of its own kind.
        target: Any = model if field.name == "part_of" else field.related_model
        return Q(**{f"{field.name}__isnull": False}) if target.HAS_NAMES else Q(pk=None)
    return field and Q(**{f"{field.name}__isnull": False})


def find_field(model: type[models.Model], column: Column) -> Any:
    """The model field that a column shows; None for what relations and statements say."""
    for name in (column.name, column.path[0]):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        return field if field.concrete else None
    return None
