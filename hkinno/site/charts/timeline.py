"""Events, foundings and launches by year; what is only planned is hollow."""

from collections import Counter
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hkinno.api.client import read_list
from hkinno.site.charts.rows import first_year, is_plan
from hkinno.site.counts import DATES, count_dated
from hkinno.site.formats import format_date
from hkinno.site.html import format_html
from hkinno.site.labels import resource_label
from hkinno.site.references import omitted_fields
from hkinno.site.values_html import record_link, title_and_language

MAX_DOTS, LATEST = 100, 40  # records of a lane that are all drawn; drawn of more than that
FIRST_YEAR = 1997  # what is earlier stands in the column before
PLAN = SafeString(' class="plan"')
PLANNED = '<span class="hidden">{}{}</span>'
ITEM = '<span class="item certainty-{}"><span class="mark" aria-hidden="true"></span>{}{}</span>'
LEFT, YEAR_WIDTH, STEP, COLUMNS = 170, 26, 10, 2


class Dot(NamedTuple):
    """A record at its place in the drawing."""

    record: dict[str, Any]
    date: str
    year: int
    is_plan: bool
    x: int
    y: int

    # As templates take long for hundreds of these:

    @property
    def circle(self) -> SafeString:
        """The dot in the drawing, with a title."""
        title = f"{title_and_language(self.record)[0]}{_(', ')}{format_date(self.date, 'starts')}"
        return format_html(
            '<circle{} cx="{}" cy="{}" r="4"><title>{}</title></circle>',
            *(PLAN if self.is_plan else "", self.x, self.y, title),
        )

    @property
    def item(self) -> SafeString:
        """The record in the table below the drawing."""
        plan = format_html(PLANNED, _(", "), _("planned")) if self.is_plan else ""
        certainty = "planned" if self.is_plan else "stated"
        return format_html(ITEM, certainty, record_link(self.record), plan)


class Lane(NamedTuple):
    """The records of one resource, with the middle and the bottom of the lane.

    `row_count` is the number of all of them, of which the latest are drawn.
    """

    resource: str
    label: str
    row_count: int
    dots: list[Dot]
    middle: int
    bottom: int

    @property
    def undrawn_count(self) -> int:
        """The number of records whose date names no year, unless others are left out, too."""
        return 0 if self.query else self.row_count - len(self.dots)

    @property
    def query(self) -> str:
        """The query of the list of all of them; empty if all are drawn."""
        field = DATES[self.resource]
        is_cut = self.row_count > MAX_DOTS
        return f"?{field}__isnull=false&ordering=-{field}" if is_cut else ""


class Timeline(NamedTuple):
    """A drawing of lanes by year; `years` are those of the axis with their place."""

    lanes: list[Lane]
    years: list[tuple[int, int]]
    width: int
    height: int


def read_timeline(request: HttpRequest, filters: dict[str, list[str]]) -> Timeline:
    """The timeline of the records that match filters of the API."""
    dated = {
        resource: dated_rows(request, resource, field, filters) for resource, field in DATES.items()
    }
    years = [year for _count, rows in dated.values() for year, _date, _row in rows]
    last = max([*years, FIRST_YEAR])
    top, lanes = 30, []
    for resource, (row_count, rows) in dated.items():
        if rows:
            lane = draw_lane(resource, row_count, rows, top)
            top = lane.bottom
            lanes.append(lane)
    ticks = [(year, column_x(year)) for year in range(FIRST_YEAR, last + 1)]
    return Timeline(lanes, ticks, column_x(last) + YEAR_WIDTH + 20, top + 10)


def dated_rows(
    request: HttpRequest, resource: str, field: str, filters: dict[str, list[str]]
) -> tuple[int, list[tuple[int, str, dict[str, Any]]]]:
    """The number of dated records of a resource, and the latest of them.

    Each with year and date, by year, plans after facts.
    """
    params: dict[str, Any] = {f"{field}__isnull": "false", "ordering": f"-{field}"}
    count = None if filters else count_dated(request, resource)
    size = LATEST if count and count.number > MAX_DOTS else MAX_DOTS
    params |= {"page_size": size, **omitted_fields(resource)}
    data = read_list(request, resource, {**filters, **params}, count)
    rows = data["results"]
    # A date that says only “until” names no year.
    begun = [row for row in rows if not row[field].startswith("..")]
    dated = [(first_year(row[field]), row[field], row) for row in begun]
    known = [(year, date, row) for year, date, row in dated if year is not None]
    known.sort(key=lambda item: (item[0], is_plan(item[2]), item[1], item[2]["id"]))
    return data["count"], known


def draw_lane(
    resource: str, row_count: int, rows: list[tuple[int, str, dict[str, Any]]], top: int
) -> Lane:
    """The dots of a lane, stacked above its bottom."""
    columns = [max(year, FIRST_YEAR - 1) for year, _date, _row in rows]
    levels = -(-max(Counter(columns).values()) // COLUMNS)
    bottom = top + max(levels, 2) * STEP + 26
    seen: Counter[int] = Counter()
    dots = []
    for column, (year, date, row) in zip(columns, rows, strict=True):
        index = seen[column]
        seen[column] += 1
        x = column_x(column) + index % COLUMNS * STEP + 4
        y = bottom - 10 - index // COLUMNS * STEP
        dots.append(Dot(row, date, year, is_plan(row), x, y))
    middle = (top + bottom) // 2 + 6
    return Lane(resource, resource_label(resource), row_count, dots, middle, bottom)


def column_x(year: int) -> int:
    return LEFT + (year - FIRST_YEAR + 1) * YEAR_WIDTH
