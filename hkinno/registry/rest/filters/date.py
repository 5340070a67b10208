"""Filters by partial dates, days and instants, and `at`: what is valid at a point in time.

A partial date is uncertain: what is of 2018 may be of June 2018. By default, rows match whose dates
are known to meet the condition; with `dates=possible` also those whose dates do not exclude it. A
missing date is not compared, and excludes nothing with `at`.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hkinno.api.filters.base import KNOWN, POSSIBLE, ValuesFilter
from hkinno.api.filters.comparison import ComparableType, ValueRange, single_column
from hkinno.api.filters.form_fields import ChoicesField, ParsedField
from hkinno.registry.values.partial_dates import PARTIAL_DATE, parse


def parse_days(text: str) -> ValueRange:
    """The first and last day of a partial date. Raises ValueError."""
    days = parse(text)
    return ValueRange(days.lower, days.upper and days.upper - timedelta(days=1))


INSTANT_PATTERN = (
    r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


def to_utc(instant: datetime) -> datetime:
    """The instant in UTC. Raises ValueError if that is outside the years 1 to 9999."""
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(str(instant)) from error


def parse_instant(text: str) -> ValueRange:
    """An instant, or the first and last one of a partial date in UTC. Raises ValueError."""
    if re.fullmatch(INSTANT_PATTERN, text, re.ASCII):
        instant = to_utc(datetime.fromisoformat(text))
        return ValueRange(instant, instant)
    first, last = parse_days(text)
    return ValueRange(
        first and datetime.combine(first, time.min, UTC),
        last and datetime.combine(last, time.max, UTC),
    )


INSTANT = ComparableType(
    parse_instant,
    # The type is repeated in each branch, where generators of clients look for it.
    {"anyOf": [{"type": "string", "pattern": p} for p in (f"^{INSTANT_PATTERN}$", PARTIAL_DATE)]},
    "2026-11-21",
    _("expected an instant such as 2026-11-21T09:00:00Z, or a date in UTC such as 2026-11-21."),
)


class PartialDateColumn:
    """A column of partial dates: ranges of days, all of which meet a condition."""

    def __init__(self, name: str) -> None:
        self.name = name

    def overlaps(self, value: DateRange) -> Q:
        return Q(**{f"{self.name}__contained_by": value})

    def is_after(self, value: DateRange) -> Q:
        return Q(**{f"{self.name}__fully_gt": value})

    def is_before(self, value: DateRange) -> Q:
        return Q(**{f"{self.name}__fully_lt": value})

    def is_not_before(self, value: DateRange) -> Q:
        return Q(**{f"{self.name}__not_lt": value})

    def is_not_after(self, value: DateRange) -> Q:
        return Q(**{f"{self.name}__not_gt": value})

    def is_null(self) -> Q:
        return Q(**{f"{self.name}__isnull": True})


class PossibleDateColumn(PartialDateColumn):
    """A column of partial dates: ranges of days, at least one of which meets a condition."""

    def overlaps(self, value: DateRange) -> Q:
        return Q(**{f"{self.name}__overlap": value})

    def is_after(self, value: DateRange) -> Q:
        return ~(super().is_not_after(value) | self.is_null())

    def is_before(self, value: DateRange) -> Q:
        return ~(super().is_not_before(value) | self.is_null())

    def is_not_before(self, value: DateRange) -> Q:
        return ~(super().is_before(value) | self.is_null())

    def is_not_after(self, value: DateRange) -> Q:
        return ~(super().is_after(value) | self.is_null())


DATE = ComparableType(
    parse,
    {"type": "string", "pattern": PARTIAL_DATE},
    "2018-06",
    _("expected a date such as 2012, 2018-06, 2018-06-29, 2012/2014, ../2019 or 2012/.."),
    PartialDateColumn,
    PossibleDateColumn,
    is_bound=True,
)
# A column that holds a day, compared with partial dates.
DAY = replace(
    DATE, parse=parse_days, get_comparable=single_column, get_possible=None, is_bound=False
)


class DatesFilter(ValuesFilter):
    """How the other filters compare uncertain dates; excludes nothing itself."""

    field_class = ChoicesField

    def __init__(self) -> None:
        text = (
            "How uncertain dates are compared: `known`, the default, matches what dates say for "
            "certain; `possible` adds what they do not exclude. The response counts both, in "
            "`dates`."
        )
        schema = {"type": "string", "enum": [KNOWN, POSSIBLE], "default": KNOWN}
        super().__init__("", schema, text, POSSIBLE, choices=[KNOWN, POSSIBLE], is_single=True)

    def condition(self, values: list[str]) -> Q:
        return Q()


class AtFilter(ValuesFilter):
    """Rows that were valid at a point in time, by `valid_at()` of the FilterSet."""

    field_class = ParsedField

    def __init__(self) -> None:
        text = (
            "Only what is known to have been valid at that time; with `dates=possible` also what "
            "no date excludes. Also applies to the relations, aliases and statements that are "
            "shown or filtered by; aliases without dates count as always in use."
        )
        super().__init__(
            "",
            DATE.schema,
            text,
            DATE.example,
            parse=DATE.parse,
            expected=DATE.expected,
            is_single=True,
        )

    def condition(self, values: list[DateRange]) -> Q:
        includes_possible = self.parent.includes_possible
        condition: Q = self.parent.valid_at(values[0], includes_possible=includes_possible)
        return condition


def known_at(columns: Iterable[str], at: DateRange, begun: Any = (), not_ended: Any = ()) -> Q:
    """Rows that are known to have been valid at some time of `at`.

    `columns` hold times at which a row was valid. It is known to have begun if one of them is not
    later than `at`, and not to have ended if one is not earlier. `begun` and `not_ended` are other
    conditions that show this.
    """
    dates = [PartialDateColumn(name) for name in columns]
    has_begun = reduce(or_, [*(date.is_not_after(at) for date in dates), *begun])
    has_not_ended = reduce(or_, [*(date.is_not_before(at) for date in dates), *not_ended])
    return Q(has_begun & has_not_ended)


def is_known_at(dates: Iterable[str | None], at: DateRange) -> bool:
    """The same as `known_at`, for partial dates as text."""
    ranges = [parse(text) for text in dates if text]
    return any(
        at.upper is None or (days.upper is not None and days.upper <= at.upper) for days in ranges
    ) and any(
        at.lower is None or (days.lower is not None and days.lower >= at.lower) for days in ranges
    )


def possible_at(first: str, last: str, at: DateRange) -> Q:
    """Rows of which no date says that they began after `at` or ended before it."""
    begins, ends = PossibleDateColumn(first), PossibleDateColumn(last)
    return (begins.is_null() | begins.is_not_after(at)) & (ends.is_null() | ends.is_not_before(at))


def is_possible_at(first: str | None, last: str | None, at: DateRange) -> bool:
    """The same as `possible_at`, for two partial dates as text."""
    start, end = (parse(text) if text else None for text in (first, last))
    has_begun = not start or start.lower is None or at.upper is None or start.lower < at.upper
    has_ended = end and end.upper is not None and at.lower is not None and end.upper <= at.lower
    return has_begun and not has_ended
