"""Aggregates over a list: by unit, and plans separately from facts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import (
    Aggregate,
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    PositiveIntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.fields.json import KT

from hkinno.registry.models import Record, Statement
from hkinno.registry.rest.filters.quantity import quantity_number
from hkinno.registry.values.quantities import QuantityField
from hkinno.registry.vocabularies.record_choices import Modality, Rank, Stage

FUNCTIONS: dict[str, type[Aggregate]] = {"sum": Sum, "min": Min, "max": Max}


def aggregate_choices(model: type[Any]) -> list[str]:
    """The values of `aggregate` for a model: `COLUMN:FUNCTION` for quantities and numbers."""
    if not issubclass(model, Record):
        return []
    return [
        f"{field.name}:{function}"
        for field in model._meta.local_fields
        if isinstance(field, QuantityField | PositiveIntegerField)
        for function in FUNCTIONS
    ]


def aggregate(queryset: QuerySet[Any], requested: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """The buckets of each column, for values such as `["amount:sum", "amount:max"]`."""
    functions: dict[str, list[str]] = {}
    for choice in dict.fromkeys(requested):
        column, function = choice.split(":")
        functions.setdefault(column, []).append(function)
    return {column: aggregate_column(queryset, column, functions[column]) for column in functions}


def aggregate_column(
    queryset: QuerySet[Any], column: str, functions: list[str]
) -> list[dict[str, Any]]:
    """A bucket for each unit, of facts and of plans: see the schema in `pagination`."""
    number = number_of(queryset, column)
    buckets = (
        queryset.order_by()
        .exclude(**{f"{column}__isnull": True})
        .annotate(quantity_unit=unit_of(queryset, column), is_plan=is_plan(column))
        .values("quantity_unit", "is_plan")
        .annotate(
            number_count=Count(number),
            row_count=Count("pk"),
            **{f"{name}_of_numbers": FUNCTIONS[name](number) for name in functions},
        )
        .order_by("quantity_unit", "is_plan")
    )
    return [
        {
            "unit": bucket["quantity_unit"],
            "is_plan": bucket["is_plan"],
            "count": bucket["number_count"],
            "left_out": bucket["row_count"] - bucket["number_count"],
        }
        | {name: format_number(bucket[f"{name}_of_numbers"]) for name in functions}
        for bucket in buckets
    ]


def is_quantity(queryset: QuerySet[Any], column: str) -> bool:
    return isinstance(queryset.model._meta.get_field(column), QuantityField)


def unit_of(queryset: QuerySet[Any], column: str) -> Any:
    """The unit of a quantity; null for a plain number."""
    return KT(f"{column}__unit") if is_quantity(queryset, column) else Value(None, CharField())


def number_of(queryset: QuerySet[Any], column: str) -> Any:
    """The number of a row; null for a range, for “several”, and for an unknown unit."""
    if not is_quantity(queryset, column):
        return F(column)
    # `None` is a JSON null here.
    is_single = Q(**{f"{column}__max": None}) & ~Q(**{f"{column}__unit": None})
    return Case(When(is_single, then=quantity_number(column, "value")))


def is_plan(column: str) -> "ExpressionWrapper[Any]":
    """Whether the record is planned or proposed, or statements support the column only as such."""
    statements = (
        Statement.objects.published()
        .filter(subject=OuterRef("pk"), property=column)
        .exclude(rank=Rank.DEPRECATED)
    )
    as_fact = statements.filter(modality__in=[Modality.STATED, Modality.CLAIMED])
    as_plan = statements.filter(modality__in=[Modality.PLANNED, Modality.PROPOSED])
    is_planned = Q(stage__in=[Stage.PLANNED, Stage.PROPOSED])
    condition = is_planned | (Q(Exists(as_plan)) & ~Q(Exists(as_fact)))
    return ExpressionWrapper(condition, output_field=BooleanField())


def format_number(number: Decimal | int | None) -> str | None:
    """A number in its shortest form: decimals are text, never floats."""
    return None if number is None else format(Decimal(number).normalize() + 0, "f")
