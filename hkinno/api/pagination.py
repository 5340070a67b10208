"""Pages of a list: a bad number is refused, never silently put right."""

import re
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.api.faults import Fault
from hkinno.api.links import absolute
from hkinno.api.problems import Refusal, invalid

PAGE, PAGE_SIZE = "page", "page_size"
DEFAULT_SIZE, LARGEST_SIZE = 25, 100
LAST_ROW = 10_000  # further rows cost the database more than they are worth to a reader of pages
NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class Pages(BasePagination):
    """`page` and `page_size`, over a queryset or a list."""

    def paginate_queryset(
        self, queryset: QuerySet | Sequence, request: Request, view: APIView | None = None
    ) -> list:
        self.request = request
        self.page = number(request, PAGE, 1, LAST_ROW)
        self.size = number(request, PAGE_SIZE, DEFAULT_SIZE, LARGEST_SIZE)
        if self.page * self.size > LAST_ROW:
            raise invalid([too_far(self.page, self.size)])
        self.count = queryset.count() if isinstance(queryset, QuerySet) else len(queryset)
        first = (self.page - 1) * self.size
        if first and first >= self.count:
            detail = _("Page %(page)s lies after the last.") % {"page": self.page}
            raise Refusal("not-found", detail, [Fault("out-of-range", detail, PAGE)])
        return list(queryset[first : first + self.size])

    def get_paginated_response(self, data: list) -> Response:
        is_last = self.page * self.size >= self.count
        return Response(
            {
                "count": self.count,
                "count_is_exact": True,
                "next": None if is_last else self.link_to(self.page + 1),
                "previous": None if self.page == 1 else self.link_to(self.page - 1),
                "results": data,
            }
        )

    def link_to(self, page: int) -> str:
        """The same request for another page."""
        query = self.request.query_params.copy()
        query[PAGE] = str(page)
        return absolute(self.request, f"{self.request.path}?{query.urlencode()}")

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        return [
            {
                "name": PAGE,
                "in": "query",
                "description": f"The page, from 1. Pages reach {LAST_ROW} rows.",
                "schema": {"type": "integer", "minimum": 1, "maximum": LAST_ROW, "default": 1},
            },
            {
                "name": PAGE_SIZE,
                "in": "query",
                "description": "How many rows a page has.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": LARGEST_SIZE,
                    "default": DEFAULT_SIZE,
                },
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


def number(request: Request, name: str, default: int, largest: int) -> int:
    """The value of a parameter that counts from 1, in its one form of plain digits."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if NUMBER.fullmatch(text) and int(text) <= largest:
        return int(text)
    detail = _("“%(name)s” is a whole number from 1 to %(largest)s.")
    values = {"name": name, "largest": largest}
    raise invalid([Fault("out-of-range", detail % values, name)])


def too_far(page: int, size: int) -> Fault:
    """What to say of a page beyond the rows that pages reach."""
    detail = _("Pages reach %(last)s rows: with %(size)s a page, page %(page)s. Narrow the list.")
    values = {"last": LAST_ROW, "size": size, "page": LAST_ROW // size}
    return Fault("out-of-range", detail % values, PAGE)
