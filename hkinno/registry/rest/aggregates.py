"""Sums over a list: within a unit, and plans apart from facts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import (
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
from rest_framework.views import APIView

from hkinno.registry.models import Record, Statement
from hkinno.registry.rest.filters.quantity import part
from hkinno.registry.values.quantities import QuantityField
from hkinno.registry.vocabularies.record_terms import Modality, Rank, Stage

FUNCTIONS = {"sum": Sum, "min": Min, "max": Max}


def summable(view: APIView) -> list[str]:
    """The columns of a record that are amounts or numbers."""
    model = view.queryset.model
    if not issubclass(model, Record):
        return []
    fields = model._meta.local_fields
    return [each.name for each in fields if isinstance(each, QuantityField | PositiveIntegerField)]


def sums(rows: QuerySet, wanted: Iterable[str]) -> dict[str, list[dict]]:
    """Of each column, the functions asked for: `["amount:sum", "amount:max"]`."""
    by_column: dict[str, list[str]] = {}
    for each in dict.fromkeys(wanted):
        column, function = each.split(":")
        by_column.setdefault(column, []).append(function)
    return {column: column_sums(rows, column, names) for column, names in by_column.items()}


def column_sums(rows: QuerySet, column: str, functions: list[str]) -> list[dict]:
    """A row for each unit, of facts and of plans."""
    grouped = (
        rows.order_by()
        .exclude(**{f"{column}__isnull": True})
        .annotate(of_unit=unit(rows, column), is_plan=is_plan(column))
        .values("of_unit", "is_plan")
        .annotate(
            summed=Count(number(rows, column)),
            found=Count("pk"),
            **{f"its_{name}": FUNCTIONS[name](number(rows, column)) for name in functions},
        )
        .order_by("of_unit", "is_plan")
    )
    return [
        {
            "unit": row["of_unit"],
            "is_plan": row["is_plan"],
            "count": row["summed"],
            "left_out": row["found"] - row["summed"],
        }
        | {name: text(row[f"its_{name}"]) for name in functions}
        for row in grouped
    ]


def is_quantity(rows: QuerySet, column: str) -> bool:
    return isinstance(rows.model._meta.get_field(column), QuantityField)


def unit(rows: QuerySet, column: str) -> Any:
    """The unit of a row's amount; numbers have none."""
    return KT(f"{column}__unit") if is_quantity(rows, column) else Value(None, CharField())


def number(rows: QuerySet, column: str) -> Any:
    """The one number of a row; null of a range, of “several”, and where the unit is unknown."""
    if not is_quantity(rows, column):
        return F(column)
    is_one = Q(**{f"{column}__max": None}) & ~Q(**{f"{column}__unit": None})  # null in JSON
    return Case(When(is_one, then=part(column, "value")))


def is_plan(column: str) -> ExpressionWrapper:
    """Whether a row is planned or proposed, or its column is only said so."""
    said = Statement.objects.published().filter(subject=OuterRef("pk"), property=column)
    said = said.exclude(rank=Rank.DEPRECATED)
    as_fact = said.filter(modality__in=[Modality.STATED, Modality.CLAIMED])
    as_plan = said.filter(modality__in=[Modality.PLANNED, Modality.PROPOSED])
    is_planned = Q(stage__in=[Stage.PLANNED, Stage.PROPOSED])
    condition = is_planned | (Q(Exists(as_plan)) & ~Q(Exists(as_fact)))
    return ExpressionWrapper(condition, output_field=BooleanField())


def text(found: Decimal | int | None) -> str | None:
    """A number in its shortest form: decimals are text, never floats."""
    return None if found is None else format(Decimal(found).normalize() + 0, "f")
