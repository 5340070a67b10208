"""Filters of quantities, which compare only within one unit."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import DecimalField, F, Func, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django_filters import Filter

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.filters.base import FieldFilters, IsNullFilter, MatchFilter, ValueType
from hkinno.api.filters.choice import ChoiceFilter
from hkinno.api.filters.comparison import DECIMAL, ColumnRange, order_filters
from hkinno.registry.values.units import Unit

# What “several” may be of its magnitude: 數十億 is from 20 to 90 times 億.
FEWEST, MOST = Decimal(2), Decimal(9)


def part(column: str, key: str) -> Func:
    """A number of a quantity; null where it has none."""
    return Func(
        F(column),
        Value(key),
        template="(%(expressions)s)::numeric",
        arg_joiner=" ->> ",
        output_field=DecimalField(),
    )


def lowest(column: str) -> Coalesce:
    """The least that a quantity may be: its value, or of “several” twice its magnitude."""
    return Coalesce(part(column, "value"), part(column, "magnitude") * Value(FEWEST))


def highest(column: str) -> Coalesce:
    """The most that a quantity may be: the end of its range, or its value."""
    several = part(column, "magnitude") * Value(MOST)
    return Coalesce(part(column, "max"), part(column, "value"), several)


class WithinUnit(MatchFilter):
    """Compares quantities of the unit that the parameter `COLUMN__unit` names."""

    def __init__(
        self,
        match: Callable[[Any], Q],
        value_type: ValueType,
        description: str,
        *,
        column: str,
        **options: Any,
    ) -> None:
        annotations = {f"{column}_low": lowest(column), f"{column}_high": highest(column)}
        super().__init__(match, value_type, description, annotations, **options)
        self.unit = f"{column}__unit"

    def filter(self, queryset: QuerySet, values: list | None) -> QuerySet:
        if values and self.unit not in self.parent.data:
            detail = _("Amounts are compared within one unit: name it, as in %(unit)s=HKD.")
            raise invalid_parameters(
                [FieldError("required", detail % {"unit": self.unit}, self.unit)]
            )
        return super().filter(queryset, values)


class OfUnit(ChoiceFilter):
    """Rows whose quantity is of a unit, of one alone."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(f"{column}__unit", Unit, f"{text} Its unit.", is_single=True)


class QuantityFilters(FieldFilters):
    """The filters of a quantity: exact, `__unit`, `__isnull`, `__gt`, `__gte`, `__lt`, `__lte`."""

    def __init__(self, description: str) -> None:
        self.description = description

    def get_filters(self, name: str) -> dict[str, Filter]:
        text = self.description
        note = f"{text} Needs `{name}__unit`"
        field = ColumnRange(f"{name}_low", f"{name}_high")
        make_filter = partial(WithinUnit, column=name)
        several = "“several” is taken as 2 to 9 times its magnitude. Repeated: any of them."
        return {
            name: make_filter(field.overlaps, DECIMAL, f"{note}; {several}"),
            f"{name}__unit": OfUnit(name, text),
            f"{name}__isnull": IsNullFilter(Q(**{f"{name}__isnull": True}), text),
            **order_filters(name, field, DECIMAL, f"{note}.", make_filter),
        }


def by_amount(column: str) -> list:
    """What an order by a quantity is made of: amounts of one unit stand together."""
    return [KT(f"{column}__unit"), lowest(column)]
