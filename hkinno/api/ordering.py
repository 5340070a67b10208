"""The order of a list: by the keys that the view names, and always total."""

from collections.abc import Sequence

from django.db.models import CharField, Expression, F, OrderBy, QuerySet, TextField, Value
from django.db.models.functions import NullIf
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import invalid_choice
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.parameter_schemas import array_parameter
from hkinno.api.sparse_fields import get_list_param

ORDERING = "ordering"
TIE_BREAK = "id"


class OrderingBackend(BaseFilterBackend):
    """Orders a list by `ordering=-established,name`. Null comes last.

    Without it, by id. A view names its keys in `ordering_fields`, and in `ordering_columns` what
    those of another name are made of: columns, or expressions, that may be null.
    """

    def filter_queryset(self, request: Request, queryset: QuerySet, view: APIView) -> QuerySet:
        known = ordering_choices(view)
        keys = get_list_param(request, ORDERING) or [TIE_BREAK]
        if unknown := [key for key in keys if key not in known]:
            raise invalid_parameters([invalid_choice(ORDERING, key, known) for key in unknown])
        found: list[OrderBy] = []
        # Total, so that no row is met twice or never while one turns the pages.
        for key in dict.fromkeys([*keys, TIE_BREAK]):
            found += order_by_key(key, queryset, view)
        return queryset.order_by(*found)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        said = (
            "Keys to order by, each with `-` in front to reverse it; without it by id, and a "
            "search the best first. Null comes last, and the id breaks every tie. `name` is the "
            "English name; texts are ordered by their English; amounts by their unit first."
        )
        keys = {"type": "string", "enum": ordering_choices(view)}
        example = "-updated_at" if "updated_at" in view.ordering_fields else "-id"
        return [array_parameter(ORDERING, said, keys, example)]


def ordering_choices(view: APIView) -> list[str]:
    """The keys of a view, and each reversed."""
    return [f"{sign}{name}" for name in view.ordering_fields for sign in ("", "-")]


def order_by_key(key: str, queryset: QuerySet, view: APIView) -> list[OrderBy]:
    """The expressions for one key."""
    name = key.removeprefix("-")
    return [
        OrderBy(expression, descending=key.startswith("-"), nulls_last=True if is_null else None)
        for expression, is_null in key_expressions(name, queryset, view)
    ]


def text_or_null(column: str) -> NullIf:
    """A column of text as the API shows it: null where it is empty."""
    return NullIf(F(column), Value(""), output_field=TextField())


def key_expressions(
    name: str, queryset: QuerySet, view: APIView
) -> list[tuple[Expression | F, bool]]:
    """What a key is made of, and whether that may be null."""
    if name in view.ordering_columns:
        columns: Sequence[str | Expression] = view.ordering_columns[name]
        return [(F(each), False) if isinstance(each, str) else (each, True) for each in columns]
    field = queryset.model._meta.get_field(name)
    if isinstance(field, CharField | TextField) and field.blank:
        return [(text_or_null(name), True)]
    # Null is named last only where there can be one: PostgreSQL could not use an index for it.
    return [(F(name), field.null)]
