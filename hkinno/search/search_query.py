"""What a text asks of the names and texts of records, and which records have it."""

from functools import cached_property
from typing import Any

from django.db import connections, models
from django.db.models import BooleanField, Case, F, Func, Q, Value, When
from django.db.models.sql.compiler import SQLCompiler

from hkinno.registry.models.search_index import SearchEntry
from hkinno.registry.vocabularies.record_terms import Status
from hkinno.search.fields import Joined, Vector

# So many records are looked up one by one; above, they are walked in their order until a page is
# full, and a count stops.
CAP = 1000


class Matches(Func):
    """Whether a vector has what is asked."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


class Anywhere(Matches):
    """Whether it is anywhere. Not asked of the database where its being in a name is asked."""

    def as_sql(self, compiler: SQLCompiler, *arguments: Any, **options: Any) -> tuple[str, list]:
        if getattr(compiler.query, "asks_of_names", False):
            return "true", []
        return super().as_sql(compiler, *arguments, **options)


class Asked(Func):
    """What a query asks, of any text."""

    function = "public.hkinno_query"


class AskedExactly(Func):
    """That a name is equal to a query."""

    function = "public.hkinno_exactly"


class Sought:
    """A text that is searched for, with the ids of its hits as of the first look.

    `equal`, `named`, `few`, `elsewhere` are lists of ids, or None where they are too many for one.
    """

    def __init__(self, text: str, using: str, cap: int = CAP) -> None:
        self.text = text
        self.cap = cap
        self.using = using
        names = F("search_entry__names_vector")
        whole = Joined(names, F("search_entry__texts_vector"), output_field=Vector())
        asked = Asked(Value(text))
        self.is_equal = Q(Matches(names, AskedExactly(Value(text))))
        self.is_named = Q(Matches(names, asked))
        self.is_anywhere = Q(Anywhere(whole, asked))

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
    def equal(self) -> list[str] | None:
        """Those with an equal name."""
        return self.ids("equal")

    @cached_property
    def named(self) -> list[str] | None:
        """Those with it in their names."""
        return self.ids("named")

    @cached_property
    def few(self) -> list[str] | None:
        """Those with it anywhere."""
        return None if self.named is None else self.ids("anywhere")

    @cached_property
    def elsewhere(self) -> list[str] | None:
        """Those with it in other texts alone."""
        return self.ids("elsewhere")

    def ids(self, way: str) -> list[str] | None:
        """The ids of the records that match in one way, drafts too; None where they are many."""
        with connections[self.using].cursor() as cursor:
            asked = [self.text, way, self.cap + 1]
            cursor.execute("select public.hkinno_hits(%s, %s, %s)", asked)
            found = [id for (id,) in cursor.fetchall()]
        return found if len(found) <= self.cap else None


def refers_to(text: str, *names: str) -> Q:
    """Rows that refer, in one of their columns, to a published record with a text in its names."""
    entries = SearchEntry.objects.filter(record__status=Status.PUBLISHED)
    named = entries.filter(Matches(F("names_vector"), Asked(Value(text)))).values("record")
    return Q(*(Q(**{f"{name}__in": named}) for name in names), _connector=Q.OR)
