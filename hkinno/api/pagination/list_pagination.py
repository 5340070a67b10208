"""Pagination by page number or by cursor."""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.pagination.cursor import FIRST_PAGE, CursorPage
from hkinno.api.pagination.page_number import PageNumberPagination, get_page_size
from hkinno.api.pagination.row_count import count_rows, find_count
from hkinno.api.query_digest import CURSOR, PAGE


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
        page_size = get_page_size(request)
        self.request = request
        kept = find_count(request)
        select_fields = partial(self.select_fields, is_counted=kept is not None)
        self.cursor_page = CursorPage(queryset, request, page_size, select_fields)
        self.row_count = count_rows(queryset, self.cursor_page.rows, kept)
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
