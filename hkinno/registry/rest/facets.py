"""`facets` and `aggregate`: counts and sums over the whole list, next to its `results`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Self

import orjson
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request

from hkinno.api import revision_cache
from hkinno.api.errors.field_errors import FieldError, invalid_choice
from hkinno.api.errors.problem_details import invalid_parameters, raise_invalid_parameters
from hkinno.api.filters.choice import ChoiceFilter, count_columns, count_columns_with_ids
from hkinno.api.parameter_schemas import array_parameter
from hkinno.api.query_params import get_list_param
from hkinno.api.revision_cache import get_or_read, keep, keep_count, up_to
from hkinno.api.sparse_fields import AGGREGATE, FACETS
from hkinno.registry.models import Record
from hkinno.registry.rest import kept_searches
from hkinno.registry.rest.aggregates import aggregate, aggregate_choices
from hkinno.registry.rest.filters.reference import ReferenceFilter
from hkinno.registry.rest.filters.relation import RelationModalityFilter, RelationScope, RoleFilter
from hkinno.registry.rest.kept_searches import HIT_COUNT, NoteCounted
from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES, Modality
from hkinno.search.backend import SEARCH

MAX_BUCKETS = 2000  # values of a facet, each with its label
Counts = Mapping[str | None, int]
NO_LABEL = {"zh-Hant": None, "en": None}


def facet_filters(view: Any) -> dict[str, Any]:
    """The filters of a view that can be facets, by name: those that count their values.

    Not `relation_modality`, which excludes no row by itself.
    """
    return {
        name: filter_
        for name, filter_ in view.filterset_class.base_filters.items()
        if "__" not in name and hasattr(filter_, "count_values")
        if not isinstance(filter_, RelationModalityFilter)
    }


@dataclass(frozen=True)
class ListSummary:
    """The requested `facets`, as filters by name, and the requested aggregates."""

    facets: dict[str, Any]
    aggregates: list[str]

    @classmethod
    def from_request(cls, view: Any, request: Request) -> Self:
        """Raises ProblemException for unknown facets and aggregates."""
        filters, choices = facet_filters(view), aggregate_choices(view.queryset.model)
        facets, aggregates = get_list_param(request, FACETS), get_list_param(request, AGGREGATE)
        raise_invalid_parameters(
            invalid_choice(parameter, name, known)
            for parameter, names, known in (
                (FACETS, facets, filters),
                (AGGREGATE, aggregates, choices),
            )
            for name in names
            if name not in known
        )
        return cls({name: filters[name] for name in facets}, aggregates)

    @property
    def by_column(self) -> dict[str, Any]:
        """The facets that count the values of one column each, which one statement does."""
        methods = (ChoiceFilter.count_values, ReferenceFilter.count_values)
        return {
            name: filter_
            for name, filter_ in self.facets.items()
            if type(filter_).count_values in methods
        }

    @property
    def counts_by_column_only(self) -> bool:
        return not self.aggregates and self.by_column.keys() == self.facets.keys()

    @property
    def counts_own_columns(self) -> bool:
        """Whether only columns of the rows themselves are counted, which change their version."""
        columns = (filter_.field_name for filter_ in self.by_column.values())
        return self.counts_by_column_only and not any("__" in column for column in columns)

    def summarize(
        self,
        get_queryset: Callable[[], QuerySet[Any]],
        scope: RelationScope,
        request: Request,
        *,
        is_plain_search: bool,
    ) -> dict[str, Any]:
        """The keys to add to the response: those that were requested.

        Kept as JSON, which takes a fraction of the memory of thousands of objects.
        """

        def read(note_counted: NoteCounted | None = None) -> dict[str, bytes]:
            summary = self._summarize(get_queryset(), scope, request, note_counted)
            return {key: orjson.dumps(value) for key, value in summary.items()}

        name = f"{list(self.facets)} {self.aggregates}"
        if is_plain_search and self.counts_own_columns:
            text = request.query_params[SEARCH]
            count = partial(kept_searches.get_or_count, request, text, name, read)
            kept = get_or_read(request, name, count)
        else:
            kept = get_or_read(request, name, read)
        return {key: orjson.Fragment(text) for key, text in kept.items()}

    def _summarize(
        self,
        queryset: QuerySet[Any],
        scope: RelationScope,
        request: Request,
        note_counted: NoteCounted | None,
    ) -> dict[str, Any]:
        summary: dict[str, Any] = {}
        if self.facets:
            counts, has_plans = self._count_by_column(queryset, request, note_counted)
            summary["facets"] = {
                name: facet_buckets(
                    name,
                    filter_,
                    counts[name] if name in counts else filter_.count_values(queryset, scope),
                    count_plans(filter_, queryset, scope, has_plans=has_plans),
                )
                for name, filter_ in self.facets.items()
            }
        if self.aggregates:
            summary["aggregates"] = aggregate(queryset, self.aggregates)
        return summary

    def _count_by_column(
        self, queryset: QuerySet[Any], request: Request, note_counted: NoteCounted | None
    ) -> tuple[dict[str, Counts], bool]:
        """The counts of facets by column, and whether any row is a plan."""
        filters = self.by_column
        is_search = SEARCH in request.query_params
        columns = [filter_.field_name for filter_ in filters.values()]
        # Costs less than to find the hits again.
        flags = {"is_plan": plan_flag(queryset)} if columns and is_search else {}
        rows = queryset.annotate(**flags)
        if note_counted:
            by_column, ids = count_columns_with_ids(rows, [*columns, *flags])
            note_counted(ids, chain(*by_column.values()))
        else:
            by_column = count_columns(rows, [*columns, *flags])
        if flags:
            values: Mapping[Any, int] = by_column["is_plan"]
            has_plans = True in values or "true" in values
        else:
            has_plans = queryset.order_by().filter(is_plan(queryset)).exists()
        total = sum(by_column[columns[0]].values()) if columns else None
        if is_search and columns:
            keep(request, HIT_COUNT, total)  # shown up to another limit
        elif total is not None:
            keep_count(request, up_to(revision_cache.MAX_COUNT, total), sql="")
        counts = {
            name: filter_.shown_counts(by_column[filter_.field_name])
            for name, filter_ in filters.items()
        }
        return counts, has_plans


def facet_buckets(name: str, filter_: Any, counts: Counts, plans: Counts) -> list[dict[str, Any]]:
    """The number of rows and of plans with each value, the most frequent first and null last.

    Raises ProblemException (400) for more than MAX_BUCKETS values.
    """
    if len(counts) > MAX_BUCKETS:
        detail = _("“%(facet)s” has more than %(max)s values here. Narrow the list.")
        error = FieldError("limit-exceeded", detail % {"facet": name, "max": MAX_BUCKETS}, FACETS)
        raise invalid_parameters([error])
    labels = filter_.get_labels([value for value in counts if value is not None])
    ordered = sorted(counts.items(), key=lambda item: (item[0] is None, -item[1], item[0]))
    return [
        {
            "value": value,
            "label": labels.get(value, NO_LABEL),
            "count": count,
            "plan_count": plans.get(value, 0),
        }
        for value, count in ordered
    ]


def count_plans(
    filter_: Any, queryset: QuerySet[Any], scope: RelationScope, *, has_plans: bool
) -> Counts:
    """The number of plans with each value.

    Plans are records in a future stage, statements and relations of that modality. They are not
    counted if no row of the list is one (`has_plans`).
    """
    if isinstance(filter_, RoleFilter):
        return filter_.count_plans(queryset, scope, is_plan(queryset))
    plans = queryset.filter(is_plan(queryset))
    return filter_.count_values(plans, scope) if has_plans else {}


def is_plan(queryset: QuerySet[Any]) -> Q:
    """Rows that are plans or proposals."""
    if issubclass(queryset.model, Record):
        return Q(stage__in=FUTURE_STAGES)
    return Q(modality__in=[Modality.PLANNED, Modality.PROPOSED])


def plan_flag(queryset: QuerySet[Any]) -> Any:
    """The same as a column; of records by the ids of all plans, without a join."""
    condition = is_plan(queryset)
    if issubclass(queryset.model, Record):
        condition = Q(pk__in=Record.objects.filter(condition).values("pk"))
    return ExpressionWrapper(condition, BooleanField())


class SummaryParameters:
    """Documents `facets` and `aggregate` of lists."""

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        facets = "Count the rows of the whole list by these fields."
        aggregates = (
            "Aggregates over the whole list, by unit, with plans apart from facts. `left_out` "
            "counts values that are not a single number with a unit."
        )
        parameters = [
            (FACETS, f"{facets} Rows without a value count as null.", list(facet_filters(view))),
            (AGGREGATE, aggregates, aggregate_choices(view.queryset.model)),
        ]
        return [
            array_parameter(name, text, {"type": "string", "enum": choices}, choices[0])
            for name, text, choices in parameters
            if choices
        ]
