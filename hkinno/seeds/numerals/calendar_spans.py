"""Calendar spans with a year, month or day at either end."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


class DateSpan(NamedTuple):
    """An inclusive span; both ends are ISO 8601 years, months or days (`2018-06`)."""

    first: str
    last: str

    def __str__(self) -> str:
        """The text of a partial date."""
        return self.first if self.first == self.last else f"{self.first}/{self.last}"


def year_span(year: int) -> DateSpan:
    return DateSpan(f"{year:04}", f"{year:04}")


def month_span(year: int, first: int, last: int) -> DateSpan | None:
    """Months of one year; None if they do not exist."""
    if not 1 <= first <= last <= 12:
        return None
    return DateSpan(f"{year:04}-{first:02}", f"{year:04}-{last:02}")


def day_span(year: int, month: int, first: int, last: int | None = None) -> DateSpan | None:
    """Days of one month, by default until its end; None if they do not exist."""
    if not 1 <= month <= 12:
        return None
    length = monthrange(year, month)[1]
    last = length if last is None else last
    if not 1 <= first <= last <= length:
        return None
    return DateSpan(date(year, month, first).isoformat(), date(year, month, last).isoformat())


def shift_date(text: str, offset: int) -> str:
    """The year, month or day that is `offset` years, months or days later."""
    if len(text) == len("2018"):
        return f"{int(text) + offset:04}"
    if len(text) == len("2018-06"):
        months = int(text[:4]) * 12 + int(text[5:]) - 1 + offset
        return f"{months // 12:04}-{months % 12 + 1:02}"
    return (date.fromisoformat(text) + timedelta(days=offset)).isoformat()
