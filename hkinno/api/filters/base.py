"""Filters that describe themselves, and how a FilterSet declares them field by field."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import Expression, Q, QuerySet
from django.utils.functional import Promise
from django_filters import Filter, FilterSet
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from hkinno.api.errors.problem_details import raise_invalid_parameters
from hkinno.api.filters.form_fields import (
    BooleanField,
    ParsedField,
    ValuesField,
    find_unescaped_commas,
    to_field_error,
)
from hkinno.api.parameter_schemas import array_parameter

# The parameter that says how uncertain dates are compared, and its values.
DATES, KNOWN, POSSIBLE = "dates", "known", "possible"


class ValuesFilter(Filter):
    """Rows whose column has one of the given values.

    `schema` is the JSON Schema of one value. Options go to the form field: `is_list` for
    comma-separated values, `has_commas` if commas may be part of one, `is_single` for one at most.
    """

    field_class: type[ValuesField] = ValuesField
    is_bound = False  # whether the SQL is the same for any value, but for a parameter

    def __init__(
        self,
        column: str,
        schema: dict[str, Any],
        description: str,
        example: Any,
        lookup: str = "in",
        **options: Any,
    ) -> None:
        super().__init__(column, lookup, label=description, **options)
        self.schema = schema
        self.example = example

    def filter(self, queryset: QuerySet[Any], values: list[Any]) -> QuerySet[Any]:
        return queryset.filter(self.condition(values))

    def condition(self, values: list[Any]) -> Q:
        """The condition for rows that match any of the values."""
        return Q(**{f"{self.field_name}__{self.lookup_expr}": values})

    def schema_parameter(self, name: str) -> dict[str, Any]:
        """The parameter in the OpenAPI document."""
        if self.extra.get("is_single"):
            parameter = {"name": name, "in": "query", "description": self.label}
            return parameter | {"schema": self.schema, "example": self.example}
        is_repeated = not self.extra.get("is_list") or self.extra.get("has_commas", False)
        return array_parameter(name, self.label, self.schema, self.example, explode=is_repeated)


@dataclass(frozen=True)
class ValueType:
    """A type of value in a query string.

    `parse` raises ValueError for text that is not one, `expected` tells a client the right form,
    and with `has_commas` a value may contain commas.
    """

    parse: Callable[[str], Any]
    schema: dict[str, Any]
    example: str | int
    expected: str | Promise
    has_commas: bool = field(default=False, kw_only=True)
    is_bound: bool = field(default=False, kw_only=True)  # see ValuesFilter


class MatchFilter(ValuesFilter):
    """Rows that match any of the given values; `match` makes the condition for one.

    `possible` makes the condition for rows that may match, for requests with `dates=possible`;
    None if there is no difference. `annotations` are expressions that the conditions refer to.
    """

    field_class = ParsedField

    def __init__(
        self,
        match: Callable[[Any], Q],
        value_type: ValueType,
        description: str,
        annotations: Mapping[str, Expression] | None = None,
        possible: Callable[[Any], Q] | None = None,
        **options: Any,
    ) -> None:
        options |= {"parse": value_type.parse, "expected": value_type.expected}
        options["has_commas"] = value_type.has_commas
        super().__init__("", value_type.schema, description, value_type.example, **options)
        self.match, self.possible = match, possible
        self.annotations, self.is_bound = annotations or {}, value_type.is_bound

    def filter(self, queryset: QuerySet[Any], values: list[Any]) -> QuerySet[Any]:
        return super().filter(queryset.alias(**self.annotations), values)

    def condition(self, values: list[Any]) -> Q:
        match: Any = (self.parent.includes_possible and self.possible) or self.match
        condition: Q = reduce(or_, map(match, values))
        return condition


class IsNullFilter(Filter):
    """Rows for which the API shows null (`true`) or a value (`false`)."""

    field_class = BooleanField

    def __init__(self, is_null: Q) -> None:
        super().__init__()
        self.is_null = is_null

    def filter(self, queryset: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        condition = self.condition()
        return queryset.filter(condition if values == ["true"] else ~condition)

    def condition(self) -> Q:
        """The condition for rows that show null."""
        return self.is_null

    def schema_parameter(self, name: str) -> dict[str, Any]:
        """The parameter in the OpenAPI document."""
        return {
            "name": name,
            "in": "query",
            "description": f"Whether `{name.removesuffix('__isnull')}` is null.",
            "schema": {"type": "boolean"},
            "example": False,
        }


class FieldFilters(ABC):
    """Declares the filters of a field, as a class attribute of a `FieldFilterSet`."""

    @abstractmethod
    def get_filters(self, name: str) -> dict[str, Filter]:
        """The filters of the field `name`, by the name of their parameter."""


def value_filters(
    name: str, filter_class: Callable[..., Filter], description: str
) -> dict[str, Filter]:
    """`NAME` and `NAME__in`, of which each may be repeated and the second has a list of values.

    `filter_class` is called with `description` and with options of `ValuesFilter`.
    """
    return {
        name: filter_class(description=description),
        f"{name}__in": filter_class(description=f"{description} Any of a list.", is_list=True),
    }


class MatchFilters(FieldFilters):
    """`NAME`, `NAME__in`, and `NAME__isnull` if `is_null` is given, of a `MatchFilter`."""

    def __init__(
        self,
        match: Callable[[Any], Q],
        value_type: ValueType,
        description: str,
        is_null: Q | None = None,
        filter_class: type[MatchFilter] = MatchFilter,
    ) -> None:
        self.make_filter = partial(filter_class, match, value_type)
        self.description = description
        self.is_null = is_null

    def get_filters(self, name: str) -> dict[str, Filter]:
        filters = value_filters(name, self.make_filter, self.description)
        if self.is_null is not None:
            filters[f"{name}__isnull"] = IsNullFilter(self.is_null)
        return filters


class FieldFilterSet(FilterSet):
    """A FilterSet whose class attributes may be `FieldFilters`, which a subclass may replace.

    An instance has the filters of the requested parameters only: a list has up to 150 filters, and
    FilterSet copies each of its own.
    """

    def __init__(self, data: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        filterset_class: Any = type(self)
        self.base_filters = {
            name: filter_ for name, filter_ in filterset_class.base_filters.items() if name in data
        }
        super().__init__(data, *args, **kwargs)

    @property
    def includes_possible(self) -> bool:
        """Whether the request asks for rows that may meet conditions on dates, too."""
        return bool(self.data.get(DATES) == POSSIBLE)

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        declarations: dict[str, FieldFilters] = {}
        for base in reversed(cls.__mro__):
            declarations |= {
                name: value for name, value in vars(base).items() if isinstance(value, FieldFilters)
            }
        filters: dict[str, Filter] = super().get_filters()
        for name, declaration in declarations.items():
            filters |= declaration.get_filters(name)
        return filters


class FilterBackend(BaseFilterBackend):
    """Filters a list by the view's `filterset_class`.

    Raises ProblemException (400) that names the invalid values.
    """

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: Any
    ) -> QuerySet[Any]:
        filterset: Any = view.filterset_class(request.query_params, queryset, request=request)
        view.filterset = filterset
        repeated = [
            name
            for name, filter_ in filterset.filters.items()
            if filter_.extra.get("is_list") and filter_.extra.get("has_commas")
        ]
        query_string = request.META["QUERY_STRING"]
        if repeated:
            raise_invalid_parameters(find_unescaped_commas(query_string, repeated))
        errors: Mapping[str, Any] = filterset.errors.as_data()
        raise_invalid_parameters(
            to_field_error(name, error) for name, of_name in errors.items() for error in of_name
        )
        filtered: QuerySet[Any] = filterset.qs
        return filtered

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        filters = view.filterset_class.base_filters
        return [filter_.schema_parameter(name) for name, filter_ in filters.items()]
