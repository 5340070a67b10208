"""A queryset that can be searched, whatever else it is filtered by, with the best hits first."""

from collections.abc import Iterator
from typing import Any, Self, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, Model, Q, QuerySet, Subquery, Value

from hkinno.api.revision_cache import RowCount, count_queryset
from hkinno.search.fields import Concatenated, Matches
from hkinno.search.search_query import IsOneOf, SearchQuery, Tier, has_id

M = TypeVar("M", bound=Model)
S = TypeVar("S", bound="SearchQuerySet[Any]")
# Of the index of prominence for each hit: words that occur in fewer names are sorted.
ROWS_READ_PER_HIT = 40
RANKED = (F("tier").asc(), F("prominence").asc(), F("pk").asc())


class SearchQuerySet(QuerySet[M]):
    """A queryset of a model with a `search_entry`: see SearchQuery.

    Further filters may follow `rank()`. A slice runs its own queries when it is taken, so that it
    costs the same whether few rows match or most of them.
    """

    def rank(self, query: SearchQuery, through: Q | None = None) -> Self:
        """The rows that match, annotated with `tier` and `prominence` and ordered by them, then pk.

        Rows that do not match the query but the condition `through` are in the last tier.
        """
        return (
            self.filter(query.anywhere | through if through else query.anywhere)
            .annotate(tier=Tier(query, through), prominence=F("search_entry__prominence"))
            .order_by(*RANKED)
        )

    @property
    def ranking(self) -> SearchQuery | None:
        """The query by which rows are ordered; None if they have another order."""
        tier = self.query.annotations.get("tier")
        is_ranked = self.query.order_by == RANKED and self.query.standard_ordering
        return tier.query if is_ranked and isinstance(tier, Tier) and not tier.through else None

    def count_at_most(self, limit: int) -> RowCount:
        """The number of rows up to `limit`; of a ranked queryset with many hits to `max_hits`."""
        query = self.ranking
        if query is None:
            return count_queryset(self, limit)
        if query.all_ids is not None:
            return count_queryset(query.restrict(self), limit)
        # Not in the order of prominence: the index of the words finds that many at once.
        number = self.order_by().values("pk")[: query.max_hits + 1].count()
        return RowCount(min(number, query.max_hits), number <= query.max_hits)

    def __getitem__(self, key: Any) -> Any:
        query = self.ranking
        if query is None or not isinstance(key, slice) or key.stop is None or key.step:
            return super().__getitem__(key)
        if query.all_ids is not None:
            return QuerySet.__getitem__(query.restrict(self), key)
        return self.filter(pk__in=self.first_ids(key.stop)[key.start or 0 :])

    def few_ids(self) -> list[str] | None:
        """The ids of all rows of a ranked queryset in their order; None if the hits are many."""
        query: Any = self.ranking
        if query.all_ids is None:
            return None
        ids = query.restrict(self).order_by("prominence", "pk")
        names, equal = set(query.name_ids), set(query.equal_ids)
        return sorted(
            ids.values_list("pk", flat=True), key=lambda id: -(id in names) - (id in equal)
        )

    def first_ids(self, limit: int) -> list[str]:
        """The first ids of a ranked queryset, of many hits."""
        query: Any = self.ranking
        ids: list[str] = []
        for rows, few_ids in self._split_by_tier(query):
            if few_ids is not None:
                rows = rows.filter(has_id(few_ids))
            ids += rows._by_prominence(limit - len(ids))
            if len(ids) == limit:
                break  # before the next tier is looked up
        return ids

    def _split_by_tier(self, query: SearchQuery) -> Iterator[tuple[Self, list[str] | None]]:
        in_names = self._without_redundant_condition()
        yield in_names.filter(query.equals_name), query.equal_ids
        others = in_names.filter(query.in_names)
        yield exclude_hits(others, query.equals_name, query.equal_ids), query.name_ids
        yield exclude_hits(self.all(), query.in_names, query.name_ids), query.text_ids

    def _without_redundant_condition(self) -> Self:
        """The rows without the condition of `rank`, which follows from a match in names.

        The planner takes the two for independent, expects too few rows, and sorts all of them.
        """
        rows = self.all()
        rows.query.where.children = [
            child for child in rows.query.where.children if not is_match_anywhere(child)
        ]
        return rows

    def _by_prominence(self, limit: int) -> list[str]:
        """The ids of the first rows.

        The index of prominence is read as far as it is likely to have enough hits of a frequent
        word; all hits of another one are sorted, which reads fewer rows.
        """
        ids = self.order_by("prominence", "pk").values_list("pk", flat=True)
        model: Any = self.query.model
        entry = model._meta.get_field("search_entry").related_model
        positions = entry._default_manager.order_by("prominence", "pk").values("prominence")
        end = ROWS_READ_PER_HIT * limit
        first = list(ids.filter(prominence__lte=Subquery(positions[end : end + 1]))[:limit])
        if len(first) == limit:
            return first
        # Not a column of the index.
        return list(self.order_by(F("prominence") + 0, "pk").values_list("pk", flat=True)[:limit])


def exclude_hits(rows: S, condition: Q, ids: list[str] | None) -> S:
    """The rows that do not meet a condition of a query; by their ids if these are known.

    Long vectors are stored apart from their rows and take long to read.
    """
    return rows.filter(~condition if ids is None else ~has_id(ids))


def by_ids(rows: QuerySet[M]) -> QuerySet[M]:
    """The rows of a queryset by their ids, which are read now, for several statements."""
    try:
        sql, params = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return rows
    with connections[rows.db].cursor() as cursor:
        cursor.execute(f"select array({sql})::text", params)
        (ids,) = cursor.fetchone()
    return rows.model._default_manager.filter(IsOneOf(F("pk"), Value(ids)))


def is_match_anywhere(condition: Any) -> bool:
    match = getattr(condition, "lhs", None)
    if not isinstance(match, Matches):
        return False
    return isinstance(match.get_source_expressions()[0], Concatenated)
