"""The order of a list: by the keys that the view declares, and always total."""

from typing import Any

from django.db.models import CharField, Expression, F, OrderBy, QuerySet, TextField, Value
from django.db.models.functions import NullIf
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from hkinno.api.errors.field_errors import invalid_choice
from hkinno.api.errors.problem_details import raise_invalid_parameters
from hkinno.api.parameter_schemas import array_parameter
from hkinno.api.query_params import get_list_param

ORDERING = "ordering"
TIE_BREAK = "id"


class OrderingBackend(BaseFilterBackend):
    """Orders a list by `ordering=-established,name`, by id by default. Null comes last.

    A view declares its keys in `ordering_fields`, and in `ordering_columns` what keys that are not
    model fields consist of: names of columns, or expressions, which may be null.
    """

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: Any
    ) -> QuerySet[Any]:
        known = ordering_choices(view)
        keys = get_list_param(request, ORDERING) or [TIE_BREAK]
        raise_invalid_parameters(
            invalid_choice(ORDERING, key, known) for key in keys if key not in known
        )
        # A total order, so that no row is repeated or skipped between two pages.
        keys = list(dict.fromkeys([*keys, TIE_BREAK]))
        return queryset.order_by(
            *(order for key in keys for order in key_orders(key, queryset, view))
        )

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        description = (
            "Keys to order by; `-` reverses. The default is the id, or relevance with `q`. "
            "Null comes last, texts are ordered by their English, amounts by unit."
        )
        keys = {"type": "string", "enum": ordering_choices(view)}
        example = "-updated_at" if "updated_at" in view.ordering_fields else "-id"
        return [array_parameter(ORDERING, description, keys, example)]


def ordering_choices(view: Any) -> list[str]:
    """The keys of a view, each also reversed."""
    return [f"{sign}{name}" for name in view.ordering_fields for sign in ("", "-")]


def key_orders(key: str, queryset: QuerySet[Any], view: Any) -> list[OrderBy]:
    """What a key of `ordering` orders by."""
    is_descending, name = key.startswith("-"), key.removeprefix("-")
    return [
        OrderBy(expression, descending=is_descending, nulls_last=True if can_be_null else None)
        for expression, can_be_null in key_expressions(name, queryset, view)
    ]


def text_or_null(column: str) -> NullIf:
    """A text column as the API shows it: null if empty."""
    return NullIf(F(column), Value(""), output_field=TextField())


def key_expressions(
    name: str, queryset: QuerySet[Any], view: Any
) -> list[tuple[Expression | F, bool]]:
    """The expressions of a key, each with whether it can be null."""
    if name in view.ordering_columns:
        return [
            (F(column), False) if isinstance(column, str) else (column, True)
            for column in view.ordering_columns[name]
        ]
    field: Any = queryset.model._meta.get_field(name)
    if isinstance(field, CharField | TextField) and field.blank:
        return [(text_or_null(name), True)]
    # NULLS LAST only where there can be nulls: otherwise PostgreSQL could not use an index.
    return [(F(name), field.null)]
