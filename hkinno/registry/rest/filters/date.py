"""Filters of dates: partial ones, days, instants; and `at`, what held at a time."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hkinno.api.fields import PARTIAL_DATE
from hkinno.api.filters.base import ValuesFilter
from hkinno.api.filters.comparison import ComparableType, ValueRange, single_column
from hkinno.api.filters.form_fields import ParsedField
from hkinno.registry.values.partial_dates import parse


def whole_days(text: str) -> ValueRange:
    """The first and the last day that a partial date may mean. Raises ValueError."""
    days = parse(text)
    return ValueRange(days.lower, days.upper and days.upper - timedelta(days=1))


INSTANT_FORM = (
    r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


def in_utc(meant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError where it lies beyond the years 1 to 9999."""
    try:
        return meant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(str(meant)) from error


def instant(text: str) -> ValueRange:
    """An instant, or the first and last of a partial date in UTC. Raises ValueError."""
    if re.fullmatch(INSTANT_FORM, text, re.ASCII):
        meant = in_utc(datetime.fromisoformat(text))
        return ValueRange(meant, meant)
    first, last = whole_days(text)
    return ValueRange(
        first and datetime.combine(first, time.min, UTC),
        last and datetime.combine(last, time.max, UTC),
    )


INSTANT = ComparableType(
    instant,
    # Typed in each branch: that is where generators of clients look.
    {"anyOf": [{"type": "string", "pattern": p} for p in (f"^{INSTANT_FORM}$", PARTIAL_DATE)]},
    "2026-11-21",
    _("expected an instant such as 2026-11-21T09:00:00Z, or a date in UTC such as 2026-11-21."),
)


class Days:
    """The days that a column of partial dates may mean, as filters compare them."""

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
    Days,
)
# A column that holds a day, compared with partial dates.
DAY = replace(DATE, parse=whole_days, get_comparable=single_column)


class HeldAt(ValuesFilter):
    """What held at a time, as far as dates say: the FilterSet knows of which (`lasts`)."""

    field_class = ParsedField

    def __init__(self) -> None:
        text = (
            "What held at that time, by the dates that are known: what they do not exclude, holds. "
            "Relations and other names that are shown, or filtered by, must have held then too."
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
        return self.parent.lasts(values[0])


def lasts(first: str, last: str, at: DateRange) -> Q:
    """Rows whose dates do not exclude a time: begun by then, and not ended before."""
    begun = Days(first).is_null() | Days(first).is_not_after(at)
    return begun & (Days(last).is_null() | Days(last).is_not_before(at))


def held(first: str | None, last: str | None, at: DateRange) -> bool:
    """The same of two partial dates as text."""
    begins, ends = (parse(text) if text else None for text in (first, last))
    is_begun = not begins or begins.lower is None or at.upper is None or begins.lower < at.upper
    is_over = ends and ends.upper is not None and at.lower is not None and ends.upper <= at.lower
    return is_begun and not is_over
