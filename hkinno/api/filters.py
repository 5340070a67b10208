"""Filters: one typed parameter a field and lookup, each written out in a FilterSet.

A field of a closed list takes three names, so that who reads a FilterSet sees every parameter:

    kind, kind__in, kind__isnull = words("kind", LabKind.values, "What sort of laboratory it is.")
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django_filters import Filter
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from hkinno.api.problems import invalid
from hkinno.api.values import TruthField, ValuesField, WordsField, faults


class AnyOf(Filter):
    """Rows whose column is one of the values given. `items` is the schema of one value."""

    field_class = ValuesField

    def __init__(self, column: str, items: dict, text: str, lookup: str = "in", **options) -> None:
        super().__init__(column, lookup, label=text, **options)
        self.items = items

    def filter(self, queryset: QuerySet, values: list[str] | None) -> QuerySet:
        if values is None:
            return queryset
        return queryset.filter(self.condition(values))

    def condition(self, values: list[str]) -> Q:
        """What holds of a row that is wanted."""
        return Q(**{f"{self.field_name}__{self.lookup_expr}": values})

    def parameter(self, name: str) -> dict[str, Any]:
        """The parameter as the OpenAPI document gives it."""
        return {
            "name": name,
            "in": "query",
            "description": self.label,
            "schema": {"type": "array", "items": self.items, "minItems": 1},
            "style": "form",
            "explode": not self.extra.get("has_commas", False),
        }


class AnyWordOf(AnyOf):
    """Rows whose column is one of the words given, all of a closed list."""

    field_class = WordsField

    def __init__(self, column: str, terms: Iterable[str], text: str, **options) -> None:
        items = {"type": "string", "enum": list(terms)}
        super().__init__(column, items, text, words=terms, **options)


class IsNull(Filter):
    """Rows of which the API shows null, or those of which it shows a value."""

    field_class = TruthField

    def __init__(self, null: Q, text: str) -> None:
        super().__init__(label=text)
        self.null = null

    def filter(self, queryset: QuerySet, values: list[str] | None) -> QuerySet:
        if values is None:
            return queryset
        return queryset.filter(self.null if values == ["true"] else ~self.null)

    def parameter(self, name: str) -> dict[str, Any]:
        """The parameter as the OpenAPI document gives it."""
        return {
            "name": name,
            "in": "query",
            "description": self.label,
            "schema": {"type": "boolean"},
        }


def words(
    column: str, terms: Iterable[str], text: str, null: Q | None = None, lookup: str = "in"
) -> tuple[Filter, Filter, Filter]:
    """The parameters of a field of a closed list: bare, `__in`, `__isnull`."""
    empty = Q(**{column: ""}) if null is None else null
    return (
        AnyWordOf(column, terms, f"{text} Repeated: any of them.", lookup=lookup),
        AnyWordOf(column, terms, f"{text} Any of a list.", lookup=lookup, has_commas=True),
        IsNull(empty, f"{text} Whether it is null."),
    )


class FilterBackend(BaseFilterBackend):
    """Narrows a list by the view's `filterset_class`, and refuses values that mean nothing."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: APIView) -> QuerySet:
        filterset = view.filterset_class(request.query_params, queryset, request=request)
        if not filterset.is_valid():
            errors = filterset.errors.as_data()
            raise invalid([fault for name, all_ in errors.items() for fault in faults(name, all_)])
        return filterset.qs

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        filters = view.filterset_class.base_filters
        return [filter_.parameter(name) for name, filter_ in filters.items()]
