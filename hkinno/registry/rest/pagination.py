"""Pagination of lists whose response may contain `facets` and `aggregates`."""

from typing import Any

from hkinno.api.pagination.page_number import ListPagination

TEXT_OR_NULL = {"type": ["string", "null"]}
LABEL = {"type": "object", "properties": {"zh-Hant": TEXT_OR_NULL, "en": TEXT_OR_NULL}}
BUCKET = {
    "type": "object",
    "required": ["value", "label", "count", "plan_count"],
    "properties": {
        "value": TEXT_OR_NULL,
        "label": LABEL,
        "count": {"type": "integer"},
        "plan_count": {"type": "integer", "description": "How many of these are plans."},
    },
}
DATE_COUNTS = {
    "type": "object",
    "required": ["known", "possible"],
    "properties": {"known": {"type": "integer"}, "possible": {"type": "integer"}},
    "description": "With filters by dates only: how many rows are known to match, and how many are "
    "not excluded.",
}
AGGREGATE = {
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


class SummaryPagination(ListPagination):
    """Documents the keys that `facets` and `aggregate` add to the response."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        paginated = super().get_paginated_response_schema(schema)
        paginated["properties"] |= {
            "facets": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": BUCKET},
                "description": "With `facets` only: counts of each value in the whole list.",
            },
            "aggregates": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": AGGREGATE},
                "description": "With `aggregate` only: sums by unit, facts and plans separately.",
            },
            "dates": DATE_COUNTS,
        }
        return paginated
