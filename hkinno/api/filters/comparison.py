"""Filters that compare numbers, dates and whatever else spans from a lowest to a highest value.

Both the row and the request may mean a range: `2018`, or an amount between two numbers. Of numbers,
exact, `__gte` and `__lte` match if the ranges overlap; `__gt` and `__lt` if the row's range lies
entirely after or before. How dates are compared depends on `dates`: see `rest.filters.date`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple, Protocol

from django.db.models import Expression, Q
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from hkinno.api.filters.base import (
    FieldFilters,
    IsNullFilter,
    MatchFilter,
    ValueType,
    value_filters,
)

MATCHES_NOTHING = Q(pk__in=[])


class ValueRange(NamedTuple):
    """The lowest and the highest that a value may mean, both included; None is unbounded."""

    low: Any
    high: Any


class Comparable(Protocol):
    """A field of a row, as it is compared with a parsed value."""

    def overlaps(self, value: Any) -> Q: ...
    def is_after(self, value: Any) -> Q: ...
    def is_before(self, value: Any) -> Q: ...
    def is_not_before(self, value: Any) -> Q: ...
    def is_not_after(self, value: Any) -> Q: ...
    def is_null(self) -> Q: ...


class ColumnRange(NamedTuple):
    """The columns with the lowest and the highest value of a row: both null, or neither."""

    low: str
    high: str

    def overlaps(self, value: ValueRange) -> Q:
        return self.is_not_before(value) & self.is_not_after(value)

    def is_after(self, value: ValueRange) -> Q:
        return MATCHES_NOTHING if value.high is None else Q(**{f"{self.low}__gt": value.high})

    def is_before(self, value: ValueRange) -> Q:
        return MATCHES_NOTHING if value.low is None else Q(**{f"{self.high}__lt": value.low})

    def is_not_before(self, value: ValueRange) -> Q:
        return ~self.is_null() if value.low is None else Q(**{f"{self.high}__gte": value.low})

    def is_not_after(self, value: ValueRange) -> Q:
        return ~self.is_null() if value.high is None else Q(**{f"{self.low}__lte": value.high})

    def is_null(self) -> Q:
        return Q(**{f"{self.low}__isnull": True})


def single_column(name: str) -> ColumnRange:
    """A column whose value is both the lowest and the highest."""
    return ColumnRange(name, name)


@dataclass(frozen=True)
class ComparableType(ValueType):
    """A type of value that can be compared.

    `get_comparable` takes the name of a field and returns what of a row is compared;
    `get_possible` does so for requests with `dates=possible`, if that makes a difference.
    """

    get_comparable: Callable[[str], Comparable] = single_column
    get_possible: Callable[[str], Comparable] | None = None


class ComparisonFilters(FieldFilters):
    """The filters of an ordered field: exact, `__in`, `__isnull`, `__gt`, `__gte`, `__lt`, `__lte`.

    Without `is_nullable` there is no `__isnull`; without `has_exact` only the four that order.
    `annotations` are expressions that the conditions refer to.
    """

    def __init__(
        self,
        value_type: ComparableType,
        description: str,
        *,
        is_nullable: bool = True,
        has_exact: bool = True,
        annotations: Mapping[str, Expression] | None = None,
    ) -> None:
        self.value_type = value_type
        self.description = description
        self.is_nullable = is_nullable
        self.has_exact = has_exact
        self.make_filter = partial(MatchFilter, annotations=annotations)

    def get_filters(self, name: str) -> dict[str, Filter]:
        field, get_possible = self.value_type.get_comparable(name), self.value_type.get_possible
        possible = get_possible(name) if get_possible else None
        filters: dict[str, Filter] = {}
        if self.has_exact:
            make_filter = partial(
                self.make_filter,
                field.overlaps,
                self.value_type,
                possible=possible and possible.overlaps,
            )
            filters |= value_filters(name, make_filter, self.description)
            if self.is_nullable:
                filters[f"{name}__isnull"] = IsNullFilter(field.is_null())
        return filters | order_filters(name, field, self.value_type, self.make_filter, possible)


def order_filters(
    name: str,
    field: Comparable,
    value_type: ValueType,
    make_filter: Callable[..., Filter] = MatchFilter,
    possible: Comparable | None = None,
) -> dict[str, Filter]:
    """`NAME__gt`, `NAME__gte`, `NAME__lt` and `NAME__lte`, each with a single value."""
    lookups = {
        "gt": ("is_after", "is strictly after or greater than this"),
        "gte": ("is_not_before", "is at or after this, or at least this"),
        "lt": ("is_before", "is strictly before or less than this"),
        "lte": ("is_not_after", "is at or before this, or at most this"),
    }
    return {
        f"{name}__{lookup}": make_filter(
            getattr(field, method),
            value_type,
            f"`{name}` {meaning}.",
            possible=getattr(possible, method, None),
            is_single=True,
        )
        for lookup, (method, meaning) in lookups.items()
    }


INTEGER_PATTERN = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
DECIMAL_PATTERN = r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?$"


def parse_integer(text: str) -> ValueRange:
    """A non-negative integer of at most nine digits. Raises ValueError."""
    if not INTEGER_PATTERN.fullmatch(text):
        raise ValueError(text)
    return ValueRange(int(text), int(text))


def parse_decimal(text: str) -> ValueRange:
    """A decimal of at most 18 digits before the point and 6 after it. Raises ValueError."""
    if not re.fullmatch(DECIMAL_PATTERN, text, re.ASCII):
        raise ValueError(text)
    return ValueRange(Decimal(text), Decimal(text))


INTEGER = ComparableType(
    parse_integer,
    {"type": "integer", "minimum": 0, "maximum": 999_999_999},
    2,
    _("expected a whole number such as 12."),
)
DECIMAL = ComparableType(
    parse_decimal,
    {"type": "string", "pattern": DECIMAL_PATTERN},
    "100000000",
    _("expected a decimal such as 100000000 or 22.3."),
)
