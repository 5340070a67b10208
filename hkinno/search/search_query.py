"""A search text as conditions on a search index, and the ids of its hits."""

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import TypeVar

from django.db import connections
from django.db.models import (
    BooleanField,
    Case,
    F,
    Func,
    Model,
    Q,
    QuerySet,
    SmallIntegerField,
    TextField,
    Value,
    When,
)

from hkinno.search.fields import (
    Concatenated,
    Matches,
    ToExactQuery,
    ToQuery,
    WriteOnlySearchVectorField,
)

M = TypeVar("M", bound=Model)
# Up to this many hits are looked up by id. More are read in the order of prominence until a page
# is full, and counted up to this number.
MAX_HITS = 1000


class IsHit(Func):
    """Whether an id is one of all hits of a text, however many."""

    arg_joiner = " = any(array(select "
    template = "(%(expressions)s)))"
    output_field = BooleanField()


class IsOneOf(Func):
    """Whether an id is in an array in the syntax of PostgreSQL.

    The driver takes longer to adapt a list, and several times as long for a parameter for each id.
    """

    arg_joiner = " = any("
    template = "(%(expressions)s::text[]))"
    output_field = BooleanField()


def array_literal(ids: Iterable[str]) -> str:
    """Ids, which have no special characters, as an array in the syntax of PostgreSQL."""
    quoted = ",".join([f'"{key}"' for key in ids])
    return f"{{{quoted}}}"


def has_id(ids: Collection[str]) -> Q:
    """The condition for the rows with some ids."""
    return Q(IsOneOf(F("pk"), Value(array_literal(ids)))) if ids else Q(pk__in=[])


class AllHits(Func):
    """The ids of all hits of a text."""

    template = "%(function)s(%(expressions)s, 'anywhere', 2147483647)"
    output_field = TextField()


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

    @property
    def equal_ids(self) -> list[str] | None:
        """Rows with a name that equals the text."""
        return self._ids_by_scope[0]

    @property
    def name_ids(self) -> list[str] | None:
        """Rows with the text in their names."""
        return self._ids_by_scope[1]

    @property
    def all_ids(self) -> list[str] | None:
        """Rows with the text anywhere."""
        return self._ids_by_scope[2]

    @cached_property
    def text_ids(self) -> list[str] | None:
        """Rows with the text anywhere but in their names."""
        return self._fetch(f"select {self._hits}", "texts")[0]

    @cached_property
    def _ids_by_scope(self) -> list[list[str] | None]:
        """The ids of rows by scope: `equal`, `names` and `anywhere`, read by one statement.

        Where the names have too many hits, no others are looked for anywhere.
        """
        sql = (
            f"with hits as materialized (select {self._hits} as equal, {self._hits} as names) "
            "select equal, names, "
            f"case when cardinality(names) <= {self.max_hits} then {self._hits} end from hits"
        )
        return self._fetch(sql, "equal", "names", "anywhere")

    def restrict(self, rows: QuerySet[M]) -> QuerySet[M]:
        """Those of some rows that match, by `all_ids`, which are found once for all statements."""
        return rows.filter(has_id(self.all_ids or []))

    @property
    def is_hit(self) -> IsHit:
        """The condition for rows that match, whose ids are found by the same statement."""
        return IsHit(F("pk"), AllHits(Value(self.text), function=self.hits_function))

    @property
    def _hits(self) -> str:
        """The array of the ids of a scope, in SQL: its parameters are the text and the scope."""
        return f"array(select {self.hits_function}(%s, %s, {self.max_hits + 1}))"

    def _fetch(self, sql: str, *scopes: str) -> list[list[str] | None]:
        """The arrays in a row; None in place of more than `max_hits` ids, and of null."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(sql, [param for scope in scopes for param in (self.text, scope)])
            (arrays,) = cursor.fetchall()
        return [ids if ids is not None and len(ids) <= self.max_hits else None for ids in arrays]


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
