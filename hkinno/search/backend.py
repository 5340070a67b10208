"""The query parameter `q` of lists."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.ordering import ORDERING
from hkinno.search.tables import remove_ignorable

SEARCH = "q"
MAX_LENGTH = 200


def get_search_text(request: Request) -> str | None:
    """The value of `q`, or None. Raises ProblemException if it is blank or too long."""
    text = request.query_params.get(SEARCH)
    if text is None:
        return None
    if not remove_ignorable(text).strip():
        raise invalid_parameters([FieldError("required", _("“q” must not be blank."), SEARCH)])
    if len(text) > MAX_LENGTH:
        detail = _("“q” can have at most %(max_length)s characters.") % {"max_length": MAX_LENGTH}
        raise invalid_parameters([FieldError("max-length", detail, SEARCH)])
    return text


def require_search_text(request: Request) -> str:
    """The value of `q`. Raises ProblemException if it is missing, blank or too long."""
    text = get_search_text(request)
    if text is None:
        raise invalid_parameters([FieldError("required", _("“q” is required."), SEARCH)])
    return text


def search_parameter(description: str, *, is_required: bool = False) -> dict[str, Any]:
    """The parameter in the OpenAPI document."""
    return {
        "name": SEARCH,
        "in": "query",
        "required": is_required,
        "description": description,
        "schema": {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH, "pattern": r"\S"},
        "example": "機械人",
    }


class SearchBackend(BaseFilterBackend):
    """Restricts a list to the rows that match `q`, the best first unless `ordering` is given.

    Comes after the backend for `ordering`. `q` is required by views with `is_search = True`.
    """

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> QuerySet[Any]:
        get_text = require_search_text if is_search(view) else get_search_text
        text = get_text(request)
        if text is None:
            return queryset
        hits: QuerySet[Any] = queryset.search(text)  # type: ignore[attr-defined] # of our models
        return hits.order_by(*queryset.query.order_by) if ORDERING in request.query_params else hits

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        description = (
            "Words to search for, all of them, the best hits first: Traditional or Simplified "
            "Chinese, English words or their beginnings, abbreviations, jyutping, "
            "Hong Kong spellings or pinyin without tones."
        )
        return [search_parameter(description, is_required=is_search(view))]


def is_search(view: APIView) -> bool:
    return getattr(view, "is_search", False)
