"""Filters by quantities, which are comparable only within one unit."""

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

# “Several” as multiples of its magnitude: 數十億 is 2 to 9 times 十億.
MIN_SEVERAL, MAX_SEVERAL = Decimal(2), Decimal(9)


def quantity_number(column: str, key: str) -> Func:
    """A number in the JSON of a quantity, by its key; null if it is absent."""
    return Func(
        F(column),
        Value(key),
        template="(%(expressions)s)::numeric",
        arg_joiner=" ->> ",
        output_field=DecimalField(),
    )


def min_quantity(column: str) -> Coalesce:
    """The least that a quantity may be: its value, or twice the magnitude of “several”."""
    return Coalesce(
        quantity_number(column, "value"), quantity_number(column, "magnitude") * Value(MIN_SEVERAL)
    )


def max_quantity(column: str) -> Coalesce:
    """The most that a quantity may be: the end of its range, its value, or 9 magnitudes."""
    several = quantity_number(column, "magnitude") * Value(MAX_SEVERAL)
    return Coalesce(quantity_number(column, "max"), quantity_number(column, "value"), several)


class QuantityFilter(MatchFilter):
    """Compares quantities of one unit, which the parameter `COLUMN__unit` has to name."""

    def __init__(
        self,
        match: Callable[[Any], Q],
        value_type: ValueType,
        description: str,
        *,
        column: str,
        **options: Any,
    ) -> None:
        annotations = {
            f"{column}_low": min_quantity(column),
            f"{column}_high": max_quantity(column),
        }
        super().__init__(match, value_type, description, annotations, **options)
        self.unit = f"{column}__unit"

    def filter(self, queryset: QuerySet[Any], values: list[Any]) -> QuerySet[Any]:
        if self.unit not in self.parent.data:
            detail = _("Amounts are compared within one unit: name it, as in %(unit)s=HKD.")
            raise invalid_parameters(
                [FieldError("required", detail % {"unit": self.unit}, self.unit)]
            )
        return super().filter(queryset, values)


class QuantityUnitFilter(ChoiceFilter):
    """Rows whose quantity has a unit; the parameter takes only one."""

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
        make_filter = partial(QuantityFilter, column=name)
        several = "“several” is taken as 2 to 9 times its magnitude."
        return {
            name: make_filter(field.overlaps, DECIMAL, f"{note}; {several}"),
            f"{name}__unit": QuantityUnitFilter(name, text),
            f"{name}__isnull": IsNullFilter(Q(**{f"{name}__isnull": True})),
            **order_filters(name, field, DECIMAL, make_filter),
        }


def quantity_ordering(column: str) -> list[Any]:
    """The expressions to order by a quantity: by unit first."""
    return [KT(f"{column}__unit"), min_quantity(column)]
