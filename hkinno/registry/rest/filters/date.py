"""Filters by partial dates, days and instants, and `at`: what is valid at a point in time."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hkinno.api.filters.base import ValuesFilter
from hkinno.api.filters.comparison import ComparableType, ValueRange, single_column
from hkinno.api.filters.form_fields import ParsedField
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
    """A column of partial dates: ranges of days, compared by the operators of PostgreSQL."""

    def __init__(self, name: str) -> None:
        self.name = name

    def overlaps(self, value: DateRange) -> Q:
        return Q(**{f"{self.name}__overlap": value})

    def is_after(self, value: DateRange) -> Q:
        return Q(**{f"{self.name}__fully_gt": value})

    def is_before(self, value: DateRange) -> Q:
        return Q(**{f"{self.name}__fully_lt": value})

    def is_not_before(self, value: DateRange) -> Q:
        return self.overlaps(value) | self.is_after(value)

    def is_not_after(self, value: DateRange) -> Q:
        return self.overlaps(value) | self.is_before(value)

    def is_null(self) -> Q:
        return Q(**{f"{self.name}__isnull": True})


DATE = ComparableType(
    parse,
    {"type": "string", "pattern": PARTIAL_DATE},
    "2018-06",
    _("expected a date such as 2012, 2018-06, 2018-06-29, 2012/2014, ../2019 or 2012/.."),
    PartialDateColumn,
)
# A column that holds a day, compared with partial dates.
DAY = replace(DATE, parse=parse_days, get_comparable=single_column)


class AtFilter(ValuesFilter):
    """Rows that were valid at a point in time, by `valid_at()` of the FilterSet."""

    field_class = ParsedField

    def __init__(self) -> None:
        text = (
            "Only what was valid at that time. Unknown dates exclude nothing. Also applies to the "
            "relations, aliases and statements that are shown or filtered by."
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
        condition: Q = self.parent.valid_at(values[0])
        return condition


def valid_at(first: str, last: str, at: DateRange) -> Q:
    """Rows that began no later than `at`, and did not end before it, as far as is known."""
    has_begun = PartialDateColumn(first).is_null() | PartialDateColumn(first).is_not_after(at)
    return has_begun & (
        PartialDateColumn(last).is_null() | PartialDateColumn(last).is_not_before(at)
    )


def is_valid_at(first: str | None, last: str | None, at: DateRange) -> bool:
    """The same as `valid_at`, for two partial dates as text."""
    start, end = (parse(text) if text else None for text in (first, last))
    has_begun = not start or start.lower is None or at.upper is None or start.lower < at.upper
    has_ended = end and end.upper is not None and at.lower is not None and end.upper <= at.lower
    return has_begun and not has_ended
