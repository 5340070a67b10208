"""Searching records: any queryset of them, whatever else it is filtered by, the best first.

The order is total: first those with a name or alias that is equal to the query, then those with it
in their names, then the rest; among equals by prominence, then by id.
"""

from typing import Self

from django.db import models
from django.db.models import F
from django.db.models.expressions import BaseExpression

from hkinno.api.pagination.page_number import RowCount
from hkinno.registry.vocabularies.record_terms import Status
from hkinno.search.search_query import Sought, refers_to


class SearchQuerySet(models.QuerySet):
    """A queryset of records that can be searched.

    Further filters may follow. A slice asks the database when it is taken, and costs the same
    whether the query matches few records or most of them.
    """

    sought: Sought | None = None
    # References through which a record is found that has no name of its own.
    search_through: tuple[str, ...] = ()

    def search(self, text: str) -> Self:
        """The published ones that match all words of a text, the best first.

        Each is annotated with its `tier` and `prominence`: with the id, they are its place.
        """
        sought = Sought(text, self.db)
        through = refers_to(text, *self.search_through)
        found = (
            self.filter(sought.is_anywhere | through, status=Status.PUBLISHED)
            .annotate(tier=sought.tier, prominence=F("search_entry__prominence"))
            .order_by(F("tier").asc(), F("prominence").asc(), F("pk").asc())
        )
        found.sought = None if self.search_through else sought
        return found

    def narrowed(self) -> Self:
        """The same records; looked up by id where they are few. For counts and facets."""
        if self.sought is None or self.sought.few is None:
            return self
        narrowed = self.filter(pk__in=self.sought.few)
        narrowed.sought = None
        return narrowed

    def capped_count(self) -> RowCount:
        """How many there are: of a search with more than a thousand, that there are as many."""
        if self.sought is None or self.sought.few is not None:
            return RowCount(self.narrowed().count(), True)
        most = self.sought.cap + 1
        counted = 0
        if self.sought.named is None:
            counted = self._up_to(most, self.filter(self.sought.is_named), asks_of_names=True)
        if counted < most:
            counted = self._up_to(most, self)
        return RowCount(min(counted, self.sought.cap), counted < most)

    @staticmethod
    def _up_to(most: int, rows: Self, asks_of_names: bool = False) -> int:
        """How many rows there are, up to a number; walked, so that no table is read whole."""
        rows.query.asks_of_names = asks_of_names
        return rows.order_by("prominence", "pk").values("pk")[:most].count()

    def __getitem__(self, key: int | slice) -> models.Model | Self | list:
        if self.sought is None or not isinstance(key, slice) or key.stop is None or key.step:
            return super().__getitem__(key)
        if self.sought.few is not None:
            return self.narrowed()[key]
        page = self.filter(pk__in=self._best(key.stop)[key.start or 0 :])
        page.sought = None
        return page

    def _best(self, most: int) -> list[str]:
        """The ids of the first, tier by tier, so that no more of a tier is read than is needed."""
        sought = self.sought
        ids = self._first(most, self.filter(sought.is_equal), sought.equal, asks_of_names=True)
        if left := most - len(ids):
            rows = self.filter(sought.is_named, ~sought.is_equal)
            ids += self._first(left, rows, sought.named, asks_of_names=True)
        if left := most - len(ids):
            ids += self._first(left, self.filter(~sought.is_named), sought.elsewhere)
        return ids

    @staticmethod
    def _first(
        most: int, rows: Self, few: list[str] | None, asks_of_names: bool = False
    ) -> list[str]:
        """The ids of the most prominent of some rows; looked up by id where they are few."""
        if few is not None:
            rows = rows.filter(pk__in=few)
        rows.query.asks_of_names = asks_of_names
        return list(rows.order_by("prominence", "pk").values_list("pk", flat=True)[:most])

    def order_by(self, *names: str | BaseExpression) -> Self:
        ordered = super().order_by(*names)
        ordered.sought = None
        return ordered

    def reverse(self) -> Self:
        turned = super().reverse()
        turned.sought = None
        return turned

    def _clone(self) -> Self:
        clone = super()._clone()
        clone.sought = self.sought
        return clone
