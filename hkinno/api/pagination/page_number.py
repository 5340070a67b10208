"""Pages of a list: a bad number is refused, never silently put right."""

import re
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.api.absolute_urls import absolute_url
from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import ProblemException, invalid_parameters

PAGE, PAGE_SIZE = "page", "page_size"
DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE = 25, 100
MAX_ROW = 10_000  # further rows cost the database more than they are worth to a reader of pages
NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class PageNumberPagination(BasePagination):
    """`page` and `page_size`, over a queryset or a list."""

    def paginate_queryset(
        self, queryset: QuerySet | Sequence, request: Request, view: APIView | None = None
    ) -> list:
        self.page = get_positive_integer(request, PAGE, 1, MAX_ROW)
        size = get_page_size(request)
        if self.page * size > MAX_ROW:
            raise invalid_parameters([page_limit_error(self.page, size)])
        self.count_all(queryset, request)
        first = (self.page - 1) * size
        # One more than is shown says whether there is a next page.
        found = list(queryset[first : first + size + 1])
        if first and not found:
            detail = _("Page %(page)s is out of range.") % {"page": self.page}
            raise ProblemException("not-found", detail, [FieldError("out-of-range", detail, PAGE)])
        self.has_more = len(found) > size
        return found[:size]

    def count_all(self, queryset: QuerySet | Sequence, request: Request) -> None:
        """What every way of turning pages needs: the count of all."""
        self.request = request
        self.count, self.count_is_exact = count_rows(queryset)

    def get_paginated_response(self, data: list) -> Response:
        return Response(
            {
                "count": self.count,
                "count_is_exact": self.count_is_exact,
                "next": self.next_link(),
                "previous": self.previous_link(),
                "results": data,
            }
        )

    def next_link(self) -> str | None:
        """The address of the next page; None after the last."""
        return self.link_with(PAGE, str(self.page + 1) if self.has_more else None)

    def previous_link(self) -> str | None:
        """The address of the page before; None before the first."""
        return self.link_with(PAGE, str(self.page - 1) if self.page > 1 else None)

    def link_with(self, name: str, value: str | None) -> str | None:
        """The same request with another value of a parameter."""
        if value is None:
            return None
        query = self.request.query_params.copy()
        query[name] = value
        # As short as it may be: commas and the like need no escape.
        return absolute_url(self.request, f"{self.request.path}?{query.urlencode(',:*')}")

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        return [
            {
                "name": PAGE,
                "in": "query",
                "description": f"The page number, from 1. Pages cover the first {MAX_ROW} rows.",
                # No default: generated clients send it, and a walk by cursor has no pages.
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

    def get_paginated_response_schema(self, schema: dict) -> dict:
        address = {"type": ["string", "null"], "format": "uri"}
        properties = {
            "count": {
                "type": "integer",
                "minimum": 0,
                "description": "How many rows there are on all pages together.",
            },
            "count_is_exact": {
                "type": "boolean",
                "description": "Whether `count` is exact; otherwise there are at least so many.",
            },
            "next": address | {"description": "The next page, or null after the last."},
            "previous": address | {"description": "The page before, or null before the first."},
            "results": schema | {"description": "The rows of this page."},
        }
        return {"type": "object", "required": list(properties), "properties": properties}


def count_rows(rows: QuerySet | Sequence) -> tuple[int, bool]:
    """How many rows there are, and whether that is exact: a search is counted up to a limit."""
    if not isinstance(rows, QuerySet):
        return len(rows), True
    is_sought = getattr(rows, "sought", None) is not None
    return rows.capped_count() if is_sought else (rows.count(), True)


def get_page_size(request: Request) -> int:
    """How many rows a page has."""
    return get_positive_integer(request, PAGE_SIZE, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)


def get_positive_integer(request: Request, name: str, default: int, maximum: int) -> int:
    """The value of a parameter that counts from 1, in its one form of plain digits."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if NUMBER.fullmatch(text) and int(text) <= maximum:
        return int(text)
    detail = _("“%(parameter)s” must be a whole number from 1 to %(maximum)s.")
    values = {"parameter": name, "maximum": maximum}
    raise invalid_parameters([FieldError("out-of-range", detail % values, name)])


def page_limit_error(page: int, size: int) -> FieldError:
    """What to say of a page beyond the rows that pages reach."""
    detail = _(
        "Pages cover the first %(max_row)s rows, up to page %(max_page)s with %(page_size)s rows a "
        "page. Narrow the list, use cursor=*, or download the data dump."
    )
    values = {"max_row": MAX_ROW, "page_size": size, "max_page": MAX_ROW // size}
    return FieldError("limit-exceeded", detail % values, PAGE)
