"""Searching records: any queryset of them, whatever else it is filtered by, the best first.

The order is total: whose name or alias is equal to the query, then those with it in their names, then
the rest; among equals by prominence, then by id.
"""

from functools import cached_property
from typing import NamedTuple, Self

from django.db import connections, models
from django.db.models import BooleanField, Case, F, Func, Q, Value, When

from hkinno.registry.models.searching import SearchEntry
from hkinno.registry.search.fields import Joined, Vector
from hkinno.registry.vocabularies import Status

# So many records are looked up one by one; above, they are walked in their order until a page is
# full, and a count stops.
CAP = 1000
NAMED = "names_vector @@ public.hkinno_query(%s)"
ANYWHERE = "(names_vector || texts_vector) @@ public.hkinno_query(%s)"
ELSEWHERE = f"{ANYWHERE} and not {NAMED}"
# All hits are asked for, so that the planner takes the index for them; and no more are made than
# are read.
HITS = f"""
with hits as materialized (select record_id from {SearchEntry._meta.db_table} where {{condition}})
select id from hits join registry_record on id = record_id where status = '{Status.PUBLISHED}'
limit {CAP + 1}
"""


class Matches(Func):
    """Whether a vector has what is asked."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


class Asked(Func):
    """What a query asks, of any text."""

    function = "public.hkinno_query"


class AskedExactly(Func):
    """That a name is equal to a query."""

    function = "public.hkinno_exactly"


class Count(NamedTuple):
    """How many there are; or, where it is not exact, at least how many."""

    number: int
    is_exact: bool


class Sought:
    """A text that is searched for, with what is known of its hits: as of the first look."""

    def __init__(self, text: str, using: str) -> None:
        self.text = text
        self.using = using
        names = F("search_entry__names_vector")
        whole = Joined(names, F("search_entry__texts_vector"), output_field=Vector())
        asked = Asked(Value(text))
        self.is_equal = Q(Matches(names, AskedExactly(Value(text))))
        self.is_named = Q(Matches(names, asked))
        self.is_anywhere = Q(Matches(whole, asked))

    @property
    def tier(self) -> Case:
        """0 for names that are equal, 1 for parts of names, 2 for other texts."""
        return Case(
            When(self.is_equal, then=Value(0)),
            When(self.is_named, then=Value(1)),
            default=Value(2),
            output_field=models.SmallIntegerField(),
        )

    @cached_property
    def few(self) -> list[str] | None:
        """The ids of all published records that match; None where they are too many."""
        return self.ids(ANYWHERE)

    def ids(self, condition: str) -> list[str] | None:
        """The ids of the published records of which a condition holds, or None above the cap."""
        statement = HITS.format(condition=condition)
        with connections[self.using].cursor() as cursor:
            cursor.execute(statement, [self.text] * condition.count("%s"))
            found = [id for (id,) in cursor.fetchall()]
        return found if len(found) <= CAP else None

    def tiers(self) -> list[tuple[Q, str | None]]:
        """The parts of the order, each with the condition by which its ids can be looked up."""
        return [
            (self.is_equal, None),
            (self.is_named & ~self.is_equal, NAMED),
            (~self.is_named, ELSEWHERE),
        ]


class SearchQuerySet(models.QuerySet):
    """A queryset of records that can be searched.

    Further filters may follow. A slice asks the database when it is taken, and costs the same
    whether the query matches few records or most of them.
    """

    sought: Sought | None = None

    def search(self, text: str) -> Self:
        """The published ones that match all words of a text, the best first.

        Each is annotated with its `tier` and `prominence`: with the id, they are its place.
        """
        sought = Sought(text, self.db)
        found = (
            self.filter(sought.is_anywhere, status=Status.PUBLISHED)
            .annotate(tier=sought.tier, prominence=F("search_entry__prominence"))
            .order_by("tier", "prominence", "pk")
        )
        found.sought = sought
        return found

    def narrowed(self) -> Self:
        """The same records; looked up by id where they are few. For counts and facets."""
        if self.sought is None or self.sought.few is None:
            return self
        narrowed = self.filter(pk__in=self.sought.few)
        narrowed.sought = None
        return narrowed

    def capped_count(self) -> Count:
        """How many there are: of a search with more than a thousand, that there are as many."""
        if self.sought is None or self.sought.few is not None:
            return Count(self.narrowed().count(), True)
        counted = self.order_by().values("pk")[: CAP + 1].count()
        return Count(min(counted, CAP), counted <= CAP)

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
        ids: list[str] = []
        for holds, condition in self.sought.tiers():
            rows = self.filter(holds).order_by("prominence", "pk")
            few = condition and self.sought.ids(condition)
            if few is not None:
                rows = rows.filter(pk__in=few)
            ids += rows.values_list("pk", flat=True)[: most - len(ids)]
            if len(ids) == most:
                break
        return ids

    def order_by(self, *names: str | models.expressions.BaseExpression) -> Self:
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
