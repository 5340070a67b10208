"""Whole lists of the API, for charts."""

from typing import Any

from django.http import HttpRequest

from hkinno.api.client import read_page
from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES

PAGE_SIZE, MAX_PAGES = 100, 5
MAX_ROWS = PAGE_SIZE * MAX_PAGES


def read_all(request: HttpRequest, name: str, **params: Any) -> list[dict[str, Any]]:
    """The rows of a list that match, at most `MAX_ROWS`."""
    rows: list[dict[str, Any]] = []
    page, has_next = 0, True
    while has_next and page < MAX_PAGES:
        page += 1
        data = read_page(request, name, {**params, "page": page, "page_size": PAGE_SIZE})
        rows += data["results"]
        has_next = data["next"] is not None
    return rows


def first_year(date: str) -> int | None:
    """The year in which a partial date begins, or ends if its beginning is open."""
    start, _slash, end = date.partition("/")
    known = end if start == ".." else start
    return int(known[:4]) if known[:4].isdigit() else None


def is_plan(row: dict[str, Any]) -> bool:
    return row["stage"] in FUTURE_STAGES
