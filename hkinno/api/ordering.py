"""The order of a list: by the keys that the view names, and always total."""

from django.db.models import F, OrderBy, QuerySet
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from hkinno.api.faults import unknown_value
from hkinno.api.problems import invalid

PARAMETER = "ordering"
TIE_BREAK = "id"


class OrderingBackend(BaseFilterBackend):
    """Orders a list by `ordering=-established,name`; without it, by id. Null comes last.

    A view names its keys in `ordering_fields`, and in `ordering_columns` those whose column has
    another name.
    """

    def filter_queryset(self, request: Request, queryset: QuerySet, view: APIView) -> QuerySet:
        known = choices(view)
        keys = request.query_params.get(PARAMETER, TIE_BREAK).split(",")
        if unknown := [key for key in keys if key not in known]:
            raise invalid([unknown_value(PARAMETER, key, known) for key in unknown])
        # Total, so that no row is met twice or never while one turns the pages.
        keys = [*keys, TIE_BREAK]
        return queryset.order_by(*(order(key, queryset, view) for key in keys))

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        return [
            {
                "name": PARAMETER,
                "in": "query",
                "description": "Keys to order by, each with `-` in front to reverse it. Null comes "
                "last, and the id breaks every tie. `name` is the English name.",
                "schema": {
                    "type": "array",
                    "items": {"type": "string", "enum": choices(view)},
                    "minItems": 1,
                    "default": [TIE_BREAK],
                },
                "style": "form",
                "explode": False,
            }
        ]


def choices(view: APIView) -> list[str]:
    """The keys of a view, and each reversed."""
    return [f"{sign}{name}" for name in view.ordering_fields for sign in ("", "-")]


def order(key: str, queryset: QuerySet, view: APIView) -> OrderBy:
    """The expression for one key."""
    name = key.removeprefix("-")
    column = view.ordering_columns.get(name, name)
    # Said only where it can be: PostgreSQL could not use an index for it.
    nulls_last = True if queryset.model._meta.get_field(column).null else None
    return OrderBy(F(column), descending=key.startswith("-"), nulls_last=nulls_last)
