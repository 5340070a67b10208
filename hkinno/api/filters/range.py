"""Filters that compare: text, numbers, and whatever spans from a lowest to a highest value.

What is compared is a span, in a row and in a request alike: a number, `2018`, a range of lines.
The bare parameter, `__gte` and `__lte` hold where the spans overlap; `__gt` and `__lt` where the
row's lies wholly after or before. So `established__lte=2018` finds June 2018.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple, Protocol

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from hkinno.api.filters.base import IsNullFilter, MatchFilter, ValueType, match_filters

MATCHES_NOTHING = Q(pk__in=[])


class ValueRange(NamedTuple):
    """The lowest and the highest that a value may mean, both included; None has no bound."""

    low: object
    high: object


class Comparable(Protocol):
    """What of a row is compared with the span that a value means."""

    def overlaps(self, value: ValueRange) -> Q: ...
    def is_after(self, value: ValueRange) -> Q: ...
    def is_before(self, value: ValueRange) -> Q: ...
    def is_not_before(self, value: ValueRange) -> Q: ...
    def is_not_after(self, value: ValueRange) -> Q: ...
    def is_null(self) -> Q: ...


class ColumnRange(NamedTuple):
    """The columns that hold the lowest and the highest value of a row; both null, or neither."""

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
    """A column whose value is lowest and highest at once."""
    return ColumnRange(name, name)


def equality_filters(
    what: Comparable, kind: ValueType, text: str, make: Callable[..., Filter] = MatchFilter
) -> tuple[Filter, Filter, Filter]:
    """The parameters of equality: bare, `__in`, `__isnull`."""
    return (*match_filters(what.overlaps, kind, text, make), IsNullFilter(what.is_null(), text))


def range_filters(
    what: Comparable, kind: ValueType, text: str, make: Callable[..., Filter] = MatchFilter
) -> tuple[Filter, Filter, Filter, Filter]:
    """The parameters of order: `__gt`, `__gte`, `__lt`, `__lte`."""
    return (
        make(what.is_after, kind, f"{text} Wholly after, or more.", once=True),
        make(what.is_not_before, kind, f"{text} From then, or so much, on.", once=True),
        make(what.is_before, kind, f"{text} Wholly before, or less.", once=True),
        make(what.is_not_after, kind, f"{text} Up to then, or so much.", once=True),
    )


INTEGER_PATTERN = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
DECIMAL_PATTERN = r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?$"


def parse_integer(text: str) -> ValueRange:
    """A whole number, in plain digits. Raises ValueError."""
    if not INTEGER_PATTERN.fullmatch(text):
        raise ValueError(text)
    return ValueRange(int(text), int(text))


def parse_decimal(text: str) -> ValueRange:
    """A decimal. Raises ValueError."""
    if not re.fullmatch(DECIMAL_PATTERN, text, re.ASCII):
        raise ValueError(text)
    return ValueRange(Decimal(text), Decimal(text))


INTEGER = ValueType(
    parse_integer,
    {"type": "integer", "minimum": 0, "maximum": 999_999_999},
    2,
    _("expected a whole number such as 12."),
)
DECIMAL = ValueType(
    parse_decimal,
    {"type": "string", "pattern": DECIMAL_PATTERN},
    "100000000",
    _("expected a decimal such as 100000000 or 22.3."),
)


def integer_filters(name: str, text: str) -> tuple[Filter, Filter, Filter]:
    """The parameters of a whole number: bare, `__in`, `__isnull`."""
    return equality_filters(single_column(name), INTEGER, text)


def integer_range_filters(name: str, text: str) -> tuple[Filter, Filter, Filter, Filter]:
    """The parameters of a whole number: `__gt`, `__gte`, `__lt`, `__lte`."""
    return range_filters(single_column(name), INTEGER, text)
