"""A search text as conditions on a search index, and the ids of its hits."""

from functools import cached_property

from django.db import connections
from django.db.models import Case, F, Q, SmallIntegerField, Value, When

from hkinno.search.fields import (
    Concatenated,
    Matches,
    ToExactQuery,
    ToQuery,
    WriteOnlySearchVectorField,
)

# Up to this many hits are looked up by id. More are read in the order of prominence until a page
# is full, and counted up to this number.
MAX_HITS = 1000


class SearchQuery:
    """A text searched for in the rows of a model that has a `search_entry`.

    That is a one-to-one relation to a row with `names_vector`, `texts_vector` and `prominence`.
    `hits_function` is the SQL function `(text, scope, limit)` that returns the ids of its rows.
    The lists of ids are read once; each is None if it would be longer than `max_hits`.
    """

    def __init__(self, text: str, hits_function: str, using: str, max_hits: int = MAX_HITS) -> None:
        self.text = text
        self.hits_function = hits_function
        self.using = using
        self.max_hits = max_hits
        names = F("search_entry__names_vector")
        everything = Concatenated(
            names, F("search_entry__texts_vector"), output_field=WriteOnlySearchVectorField()
        )
        self.equals_name = Q(Matches(names, ToExactQuery(Value(text))))
        self.in_names = Q(Matches(names, ToQuery(Value(text))))
        self.anywhere = Q(Matches(everything, ToQuery(Value(text))))

    @cached_property
    def equal_ids(self) -> list[str] | None:
        """Rows with a name that equals the text."""
        return self._fetch_ids("equal")

    @cached_property
    def name_ids(self) -> list[str] | None:
        """Rows with the text in their names."""
        return self._fetch_ids("names")

    @cached_property
    def all_ids(self) -> list[str] | None:
        """Rows with the text anywhere."""
        return None if self.name_ids is None else self._fetch_ids("anywhere")

    @cached_property
    def text_ids(self) -> list[str] | None:
        """Rows with the text anywhere but in their names."""
        return self._fetch_ids("texts")

    def _fetch_ids(self, scope: str) -> list[str] | None:
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                f"select {self.hits_function}(%s, %s, %s)", [self.text, scope, self.max_hits + 1]
            )
            ids = [id for (id,) in cursor.fetchall()]
        return ids if len(ids) <= self.max_hits else None


class Tier(Case):
    """0 for names that equal the text of a query, 1 for parts of names, 2 for other matches.

    `through` is the condition by which further rows match; None if all match by the query.
    """

    def __init__(self, query: SearchQuery, through: Q | None = None) -> None:
        self.query = query
        self.through = through
        super().__init__(
            When(query.equals_name, then=Value(0)),
            When(query.in_names, then=Value(1)),
            default=Value(2),
            output_field=SmallIntegerField(),
        )
