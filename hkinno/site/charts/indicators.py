"""Indicators over time."""

from decimal import Decimal
from typing import Any, NamedTuple

from django.http import HttpRequest

from hkinno.site.charts.rows import first_year, is_plan, read_all

WIDTH, HEIGHT, MARGIN = 340, 150, 26


class Point(NamedTuple):
    """An observation at its place in the drawing."""

    row: dict[str, Any]
    is_plan: bool
    x: float
    y: float
    year: int


class Series(NamedTuple):
    """The observations of one indicator in one unit, about one subject, in order of time."""

    indicator: dict[str, Any]
    subject: dict[str, Any] | None
    points: list[Point]
    line: str
    years: tuple[int, int]


def read_series(request: HttpRequest) -> list[Series]:
    """Every indicator that was observed at two times or more."""
    rows = read_all(request, "observations", period__isnull="false", quantity__isnull="false")
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        quantity = row["quantity"]
        if quantity["value"] is not None and first_year(row["period"]) is not None:
            subject = row["subject"] or row["place"] or {"id": ""}
            key = (row["indicator"]["id"], subject["id"], quantity["unit"] or "")
            groups.setdefault(key, []).append(row)
    series = [draw_series(rows) for rows in groups.values() if len(years_of(rows)) > 1]
    return sorted(series, key=lambda one: -len(one.points))


def years_of(rows: list[dict[str, Any]]) -> set[int]:
    return {year for row in rows if (year := first_year(row["period"])) is not None}


def draw_series(rows: list[dict[str, Any]]) -> Series:
    """The points of a series; the vertical axis begins at zero, and ranks count from the top."""
    rows = sorted(rows, key=lambda row: (first_year(row["period"]) or 0, row["id"]))
    first, last = min(years_of(rows)), max(years_of(rows))
    highest = max(Decimal(row["quantity"]["value"]) for row in rows) or Decimal(1)
    points = []
    for row in rows:
        year = first_year(row["period"]) or first
        share = float(Decimal(row["quantity"]["value"]) / highest)
        if row["quantity"]["unit"] == "rank":
            share = 1 - share + 1 / float(highest)
        x = MARGIN + (year - first) / (last - first) * (WIDTH - 2 * MARGIN)
        y = HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)
        points.append(Point(row, is_plan(row), round(x, 1), round(y, 1), year))
    # Two values for one year are not a course.
    is_course = len(years_of(rows)) == len(rows)
    line = "M" + "L".join(f"{point.x} {point.y}" for point in points) if is_course else ""
    return Series(rows[0]["indicator"], rows[0]["subject"], points, line, (first, last))
