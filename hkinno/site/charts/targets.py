"""Promised results by the time when they are due."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django.http import HttpRequest

from hkinno.site.charts.rows import read_all


class DueTarget(NamedTuple):
    """A target, and whether it is `open`, `overdue` or `done`."""

    row: dict[str, Any]
    state: str


class DueYear(NamedTuple):
    """The targets that are due in a year; None for those without a date."""

    year: int | None
    targets: list[DueTarget]


def read_targets(request: HttpRequest, today: date) -> list[DueYear]:
    """All targets by the year in which they are due, those without a date last."""
    rows = read_all(request, "targets")
    targets = [DueTarget(row, target_state(row, today)) for row in rows]
    targets.sort(key=lambda target: (due_year(target) or 9999, target.row["id"]))
    return list(by_year(targets))


def by_year(targets: list[DueTarget]) -> Iterator[DueYear]:
    for year, group in groupby(targets, key=due_year):
        yield DueYear(year, list(group))


def due_year(target: DueTarget) -> int | None:
    """The year by whose end it is due."""
    end = last_day(target.row["due"])
    return int(end[:4]) if end[:4].isdigit() else None


def last_day(due: str | None) -> str:
    """The end of a partial date, or its beginning if the end is open."""
    start, _slash, end = (due or "").partition("/")
    return start if end in ("", "..") else end


def target_state(row: dict[str, Any], today: date) -> str:
    """`done` if the target is no longer planned, `overdue` if its time has passed."""
    if row["stage"] not in ("planned", "proposed", "provisional"):
        return "done"
    end = last_day(row["due"])
    # Text that ends earlier sorts before the longer one: the whole year or month has to pass.
    passed = bool(end) and end < today.isoformat()[: len(end)]
    return "overdue" if row.get("is_overdue", passed) else "open"
