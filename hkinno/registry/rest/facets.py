"""What is counted beside the rows of a list: `facets` and `aggregate`, over all that is found."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import Filter
from rest_framework.request import Request
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import FieldError, invalid_choice
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.parameter_schemas import array_parameter
from hkinno.api.sparse_fields import AGGREGATE, FACETS, get_list_param
from hkinno.registry.rest.aggregates import FUNCTIONS, summable, sums

MOST = 2000  # values of a facet, each with its label
NO_LABEL = {"zh-Hant": None, "en": None}


def countable(view: APIView | type[APIView]) -> dict[str, Filter]:
    """What a list can be counted by: the filters that know how often each value occurs."""
    filters = view.filterset_class.base_filters
    return {
        name: each
        for name, each in filters.items()
        if "__" not in name and hasattr(each, "count_values")
    }


def sums_known(view: APIView) -> list[str]:
    """What `aggregate` may ask for."""
    return [f"{name}:{function}" for name in summable(view) for function in FUNCTIONS]


class Beside:
    """What is asked for beside the rows; what is unknown is refused."""

    def __init__(self, view: APIView, request: Request) -> None:
        self.facets = get_list_param(request, FACETS)
        self.sums = get_list_param(request, AGGREGATE)
        self.filters = countable(view)
        known = sums_known(view)
        faults = [
            invalid_choice(FACETS, each, self.filters)
            for each in self.facets
            if each not in self.filters
        ]
        faults += [
            invalid_choice(AGGREGATE, each, known) for each in self.sums if each not in known
        ]
        if faults:
            raise invalid_parameters(faults)

    def of(self, rows: QuerySet, at: Any) -> dict[str, Any]:
        """The keys that come beside `results`; none that is not asked for."""
        beside: dict[str, Any] = {}
        if self.facets:
            beside[FACETS] = {
                name: buckets(name, self.filters[name], rows, at)
                for name in dict.fromkeys(self.facets)
            }
        if self.sums:
            beside["aggregates"] = sums(rows, self.sums)
        return beside


def buckets(name: str, by: Filter, rows: QuerySet, at: Any) -> list[dict]:
    """How often each value occurs, the most frequent first and null last."""
    counts: Mapping[str | None, int] = by.count_values(rows, at)
    if len(counts) > MOST:
        detail = _("“%(facet)s” has more than %(most)s values here: narrow the list.")
        raise invalid_parameters(
            [FieldError("limit-exceeded", detail % {"facet": name, "most": MOST}, FACETS)]
        )
    labels = by.get_labels([value for value in counts if value is not None])
    return [
        {"value": value, "label": labels.get(value, NO_LABEL), "count": count}
        for value, count in sorted(
            counts.items(), key=lambda each: (each[0] is None, -each[1], each[0])
        )
    ]


class BesideParameters:
    """`facets` and `aggregate`, on lists."""

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        """The parameters as the OpenAPI document gives them."""
        facets = list(countable(view))
        parameters = [
            words(
                FACETS,
                "Count the rows of the whole list by the values of these, in `facets` beside the "
                "results. Null is counted too: what has one value at most adds up to `count`.",
                facets,
            )
        ]
        if known := sums_known(view):
            parameters.append(
                words(
                    AGGREGATE,
                    "Sums over the whole list, in `aggregates` beside the results: by unit, and "
                    "plans apart from facts. What is no single number of a unit is left out, and "
                    "counted.",
                    known,
                )
            )
        return parameters


def words(name: str, text: str, known: list[str]) -> dict[str, Any]:
    """A parameter that lists words of a closed list."""
    return array_parameter(name, text, {"type": "string", "enum": known}, known[0])
