"""Spans of the calendar: first and last, each a year, a month or a day as text."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """From the first to the last, both included: `2018`, `2018-06` or `2018-06-29`."""

    first: str
    last: str

    def __str__(self) -> str:
        """The text of a partial date."""
        return self.first if self.first == self.last else f"{self.first}/{self.last}"


def whole_year(year: int) -> Span:
    return Span(f"{year:04}", f"{year:04}")


def months(year: int, first: int, last: int) -> Span | None:
    """Whole months of a year; None if the year has no such month."""
    if not 1 <= first <= last <= 12:
        return None
    return Span(f"{year:04}-{first:02}", f"{year:04}-{last:02}")


def days(year: int, month: int, first: int, last: int | None = None) -> Span | None:
    """Days of a month, up to its end where no last is given; None if it has no such day."""
    if not 1 <= month <= 12:
        return None
    length = monthrange(year, month)[1]
    last = length if last is None else last
    if not 1 <= first <= last <= length:
        return None
    return Span(date(year, month, first).isoformat(), date(year, month, last).isoformat())


def step(text: str, by: int) -> str:
    """The year, month or day that lies some years, months or days after another."""
    if len(text) == len("2018"):
        return f"{int(text) + by:04}"
    if len(text) == len("2018-06"):
        count = int(text[:4]) * 12 + int(text[5:]) - 1 + by
        return f"{count // 12:04}-{count % 12 + 1:02}"
    return (date.fromisoformat(text) + timedelta(days=by)).isoformat()
