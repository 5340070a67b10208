"""Pagination by page number or cursor. An invalid page is an error, never silently corrected."""

import re
from typing import Any
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import ProblemException, invalid_parameters
from hkinno.api.pagination.cursor import FIRST_PAGE, CursorPage
from hkinno.api.requests import absolute_url
from hkinno.api.revision_cache import (
    CURSOR,
    MAX_COUNT,
    PAGE,
    PAGE_SIZE,
    RowCount,
    count_at_most,
    find_count,
    keep_count,
)

DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE = 25, 100
MAX_ROW = 10_000  # rows beyond cost the database more than they are worth to a reader of pages
POSITIVE_INTEGER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class PageNumberPagination(BasePagination):
    """Pages by `page` and `page_size`, of a queryset or a list."""

    request: Request
    row_count: RowCount
    page: int
    has_next: bool

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        """The rows of the page.

        Raises ProblemException if `page` or `page_size` is invalid (400) or the page is out of
        range (404).
        """
        self.page = get_positive_integer(request, PAGE, 1, MAX_ROW)
        page_size = get_page_size(request)
        if self.page * page_size > MAX_ROW:
            raise invalid_parameters([page_limit_error(page_size)])
        self.request = request
        start = (self.page - 1) * page_size
        # One more row than is shown tells whether there is a next page.
        rows = list(queryset[start : start + page_size + 1])
        if start and not rows:
            detail = _("Page %(page)s is out of range.") % {"page": self.page}
            raise ProblemException("not-found", detail, [FieldError("out-of-range", detail, PAGE)])
        kept = find_count(request) if rows else RowCount(0, is_exact=True)
        self.row_count = kept or count_at_most(queryset, MAX_COUNT)
        self.has_next = len(rows) > page_size
        return rows[:page_size]

    def get_paginated_response(self, data: list[Any]) -> Response:
        keep_count(self.request, self.row_count)
        return Response(
            {
                "count": self.row_count.number,
                "count_is_exact": self.row_count.is_exact,
                "next": self.get_next_link(),
                "previous": self.get_previous_link(),
                "results": data,
            }
        )

    def get_next_link(self) -> str | None:
        """The URL of the next page, None after the last."""
        return self.replace_param(PAGE, str(self.page + 1)) if self.has_next else None

    def get_previous_link(self) -> str | None:
        """The URL of the previous page, None before the first."""
        return self.replace_param(PAGE, str(self.page - 1)) if self.page > 1 else None

    def replace_param(self, name: str, value: str) -> str:
        """The URL of the request with another value of a query parameter."""
        query = {**dict(self.request.query_params.lists()), name: [value]}
        # Left unescaped to keep the URL short; commas only if the request escaped none of its own.
        safe = ":*" if "%2C" in self.request.META["QUERY_STRING"].upper() else ",:*"
        text = urlencode(query, doseq=True, safe=safe, quote_via=quote)
        return absolute_url(self.request, f"{self.request.path}?{text}")

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": PAGE,
                "in": "query",
                "description": f"The page number, from 1. Pages cover the first {MAX_ROW} rows.",
                # No default: generated clients would send it, and `cursor` excludes it.
                "schema": {"type": "integer", "minimum": 1, "maximum": MAX_ROW},
                "example": 1,
            },
            {
                "name": PAGE_SIZE,
                "in": "query",
                "description": f"Rows a page, {DEFAULT_PAGE_SIZE} by default.",
                "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE},
                "example": DEFAULT_PAGE_SIZE,
            },
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        url = {"type": ["string", "null"], "format": "uri"}
        properties = {
            "count": {
                "type": "integer",
                "minimum": 0,
                "description": "Number of rows on all pages together, counted up to 100,000.",
            },
            "count_is_exact": {
                "type": "boolean",
                "description": "Whether `count` is exact; otherwise it is a lower bound.",
            },
            "next": url | {"description": "The next page, or null after the last."},
            "previous": url | {"description": "The previous page, or null before the first."},
            "results": schema | {"description": "The rows of this page."},
        }
        return {"type": "object", "required": list(properties), "properties": properties}


class ListPagination(PageNumberPagination):
    """Pages by `page` or by `cursor`, of a queryset."""

    cursor_page: CursorPage | None = None

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        if CURSOR not in request.query_params:
            return super().paginate_queryset(queryset, request, view)
        if PAGE in request.query_params:
            detail = _("“page” cannot be combined with “cursor”.")
            raise invalid_parameters([FieldError("incompatible-parameters", detail, PAGE)])
        self.cursor_page = CursorPage(request, get_page_size(request))
        self.request = request
        kept = find_count(request)
        self.cursor_page.read(queryset)
        self.row_count = kept or count_at_most(queryset, MAX_COUNT)
        return self.cursor_page.rows

    def get_next_link(self) -> str | None:
        if self.cursor_page is None:
            return super().get_next_link()
        cursor = self.cursor_page.next_cursor()
        return self.replace_param(CURSOR, cursor) if cursor else None

    def get_previous_link(self) -> str | None:
        if self.cursor_page is None:
            return super().get_previous_link()
        cursor = self.cursor_page.previous_cursor()
        return self.replace_param(CURSOR, cursor) if cursor else None

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        cursor = {
            "name": CURSOR,
            "in": "query",
            "description": "Pages through a list of any length: start with `*`, then follow "
            "`next`. Works with every filter and order; excludes `page`.",
            "schema": {"type": "string", "minLength": 1},
            "example": FIRST_PAGE,
        }
        return [*super().get_schema_operation_parameters(view), cursor]


def get_page_size(request: Request) -> int:
    return get_positive_integer(request, PAGE_SIZE, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)


def get_positive_integer(request: Request, name: str, default: int, maximum: int) -> int:
    """The value of a parameter. Raises ProblemException unless it is 1 to `maximum` in digits."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if POSITIVE_INTEGER.fullmatch(text) and int(text) <= maximum:
        return int(text)
    detail = _("“%(parameter)s” must be a whole number from 1 to %(maximum)s.")
    values = {"parameter": name, "maximum": maximum}
    raise invalid_parameters([FieldError("out-of-range", detail % values, name)])


def page_limit_error(page_size: int) -> FieldError:
    """The error of a page beyond `MAX_ROW`."""
    detail = _(
        "Pages cover the first %(max_row)s rows, up to page %(max_page)s with %(page_size)s rows a "
        "page. Narrow the list, use cursor=*, or download the data dump."
    )
    values = {"max_row": MAX_ROW, "page_size": page_size, "max_page": MAX_ROW // page_size}
    return FieldError("limit-exceeded", detail % values, PAGE)
