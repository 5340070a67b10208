"""The parameter `q` of lists."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.ordering import ORDERING

PARAMETER = "q"
LONGEST = 200


def query(request: Request, *, is_required: bool = False) -> str | None:
    """The text that is searched for, or None. Raises a Refusal for one that says nothing."""
    given = request.query_params.get(PARAMETER)
    if given is None and not is_required:
        return None
    if not (given or "").strip():
        detail = _("“q” says what to look for.")
        raise invalid_parameters([FieldError("required", detail, PARAMETER)])
    if len(given) > LONGEST:
        detail = _("“q” has at most %(longest)s characters.") % {"longest": LONGEST}
        raise invalid_parameters([FieldError("max-length", detail, PARAMETER)])
    return given


def schema(text: str, *, is_required: bool = False) -> dict:
    """The parameter as the OpenAPI document gives it."""
    return {
        "name": PARAMETER,
        "in": "query",
        "required": is_required,
        "description": text,
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": r"\S"},
        "example": "機械人",
    }


class SearchBackend(BaseFilterBackend):
    """Narrows a list to what matches `q`, the best first unless another order is asked for.

    Comes after the backend that orders. A view that has nothing to show without `q` says so by
    `is_search = True`.
    """

    def filter_queryset(self, request: Request, queryset: QuerySet, view: APIView) -> QuerySet:
        text = query(request, is_required=is_search(view))
        if text is None:
            return queryset
        found = queryset.search(text)
        if ORDERING in request.query_params:
            return found.order_by(*queryset.query.order_by)
        return found

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        said = (
            "Words to look for, all of them, the best first: Traditional or Simplified Chinese, "
            "English words or their beginnings, abbreviations, jyutping or pinyin without tones."
        )
        return [schema(said, is_required=is_search(view))]


def is_search(view: APIView) -> bool:
    """Whether a view has nothing to show without `q`."""
    return getattr(view, "is_search", False)
