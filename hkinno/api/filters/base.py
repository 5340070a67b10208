"""Filters: one typed parameter a field and lookup, each written out in a FilterSet.

A field takes as many names as it has parameters, so that who reads a FilterSet sees every one:

    kind, kind__in, kind__isnull = words("kind", LabKind, "What sort of laboratory it is.")

A filter is told what a row must meet (`condition`), and describes itself (`parameter`).
"""

from collections.abc import Callable, Mapping
from functools import partial, reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Expression, Q, QuerySet
from django.utils.functional import Promise
from django_filters import Filter
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.filters.form_fields import BooleanField, ParsedField, ValuesField, to_field_errors
from hkinno.api.parameter_schemas import array_parameter


class ValuesFilter(Filter):
    """Rows whose column is one of the values given. `items` is the schema of one value."""

    field_class = ValuesField

    def __init__(
        self, column: str, items: dict, text: str, example: Any, lookup: str = "in", **options
    ) -> None:
        super().__init__(column, lookup, label=text, **options)
        self.items = items
        self.example = example

    def filter(self, queryset: QuerySet, values: list | None) -> QuerySet:
        if values is None:
            return queryset
        return queryset.filter(self.condition(values))

    def condition(self, values: list) -> Q:
        """What holds of a row that is wanted."""
        return Q(**{f"{self.field_name}__{self.lookup_expr}": values})

    def parameter(self, name: str) -> dict[str, Any]:
        """The parameter as the OpenAPI document gives it."""
        if self.extra.get("once"):
            described = {"name": name, "in": "query", "description": self.label}
            return described | {"schema": self.items, "example": self.example}
        is_repeated = not self.extra.get("has_commas", False)
        return array_parameter(name, self.label, self.items, self.example, explode=is_repeated)


class ValueType(NamedTuple):
    """A kind of values: how one is read of text, its schema, an example, and its form in words."""

    read: Callable[[str], Any]
    schema: dict[str, Any]
    example: str | int
    form: Promise


class MatchFilter(ValuesFilter):
    """Rows that match any of the values given; `how` makes a condition of a value.

    `columns` are computed ones that the condition speaks of.
    """

    field_class = ParsedField

    def __init__(
        self,
        how: Callable[[Any], Q],
        kind: ValueType,
        text: str,
        columns: Mapping[str, Expression] | None = None,
        **options,
    ) -> None:
        options |= {"read": kind.read, "form": kind.form}
        super().__init__("", kind.schema, text, kind.example, **options)
        self.how = how
        self.columns = columns or {}

    def filter(self, queryset: QuerySet, values: list | None) -> QuerySet:
        return super().filter(queryset.alias(**self.columns) if values else queryset, values)

    def condition(self, values: list) -> Q:
        return reduce(or_, map(self.how, values))


class IsNullFilter(Filter):
    """Rows of which the API shows null, or those of which it shows a value."""

    field_class = BooleanField

    def __init__(self, null: Q, text: str) -> None:
        super().__init__(label=f"{text} Whether it is null.")
        self.null = null

    def filter(self, queryset: QuerySet, values: list[str] | None) -> QuerySet:
        if values is None:
            return queryset
        null = self.condition()
        return queryset.filter(null if values == ["true"] else ~null)

    def condition(self) -> Q:
        """What holds of a row that shows null."""
        return self.null

    def parameter(self, name: str) -> dict[str, Any]:
        """The parameter as the OpenAPI document gives it."""
        return {
            "name": name,
            "in": "query",
            "description": self.label,
            "schema": {"type": "boolean"},
            "example": False,
        }


def value_and_in(make: Callable[..., Filter], text: str) -> tuple[Filter, Filter]:
    """The parameters of whatever takes values: bare, `__in`; `make` lacks the text alone."""
    return (
        make(text=f"{text} Repeated: any of them."),
        make(text=f"{text} Any of a list.", has_commas=True),
    )


def match_filters(
    how: Callable[[Any], Q], kind: ValueType, text: str, make: Callable[..., Filter] = MatchFilter
) -> tuple[Filter, Filter]:
    """The parameters of whatever is matched: bare, `__in`; `make` is the class of both."""
    return value_and_in(partial(make, how, kind), text)


class FilterBackend(BaseFilterBackend):
    """Narrows a list by the view's `filterset_class`, and refuses values that mean nothing."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: APIView) -> QuerySet:
        filterset = view.filterset_class(request.query_params, queryset, request=request)
        if not filterset.is_valid():
            errors = filterset.errors.as_data()
            raise invalid_parameters(
                [fault for name, all_ in errors.items() for fault in to_field_errors(name, all_)]
            )
        return filterset.qs

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        filters = view.filterset_class.base_filters
        return [filter_.parameter(name) for name, filter_ in filters.items()]
