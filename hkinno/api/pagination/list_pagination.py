"""Pages of a list that can also be walked by cursors, and what its answer may hold beside rows."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.pagination.cursor import CURSOR, FIRST_PAGE, CursorPage
from hkinno.api.pagination.page_number import PAGE, PageNumberPagination, get_page_size

TEXT_OR_NULL = {"type": ["string", "null"]}
LABEL = {"type": "object", "properties": {"zh-Hant": TEXT_OR_NULL, "en": TEXT_OR_NULL}}
BUCKET = {
    "type": "object",
    "required": ["value", "label", "count"],
    "properties": {"value": TEXT_OR_NULL, "label": LABEL, "count": {"type": "integer"}},
}
SUM = {
    "type": "object",
    "required": ["unit", "is_plan", "count", "left_out"],
    "properties": {
        "unit": TEXT_OR_NULL,
        "is_plan": {"type": "boolean"},
        "count": {"type": "integer"},
        "left_out": {"type": "integer"},
        "sum": TEXT_OR_NULL,
        "min": TEXT_OR_NULL,
        "max": TEXT_OR_NULL,
    },
}
FACETS = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": BUCKET},
    "description": "With `facets` alone: how often each value occurs in the whole list.",
}
AGGREGATES = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": SUM},
    "description": "With `aggregate` alone: sums by unit, facts and plans apart.",
}


class ListPagination(PageNumberPagination):
    """Pages, and walks by `cursor`, over a queryset."""

    walk: CursorPage | None = None

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: APIView | None = None
    ) -> list:
        if CURSOR not in request.query_params:
            return super().paginate_queryset(queryset, request, view)
        if PAGE in request.query_params:
            detail = _("“page” cannot be combined with “cursor”.")
            raise invalid_parameters([FieldError("incompatible-parameters", detail, PAGE)])
        size = get_page_size(request)
        self.count_all(queryset, request)
        self.walk = CursorPage(queryset, request, size)
        return self.walk.rows

    def next_link(self) -> str | None:
        if self.walk is None:
            return super().next_link()
        return self.link_with(CURSOR, self.walk.following())

    def previous_link(self) -> str | None:
        if self.walk is None:
            return super().previous_link()
        return self.link_with(CURSOR, self.walk.preceding())

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        walking = {
            "name": CURSOR,
            "in": "query",
            "description": "Walk a list of any length: begin with `*`, then follow `next`. Works "
            "with every filter and order, and instead of `page`.",
            "schema": {"type": "string", "minLength": 1},
            "example": FIRST_PAGE,
        }
        return [*super().get_schema_operation_parameters(view), walking]

    def get_paginated_response_schema(self, schema: dict) -> dict:
        paginated = super().get_paginated_response_schema(schema)
        paginated["properties"] |= {"facets": FACETS, "aggregates": AGGREGATES}
        return paginated
