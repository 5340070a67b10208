"""Search vectors and queries in the ORM, and the SQL functions that make them (`sql/`)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db.models import BooleanField, Func, GeneratedField, TextField
from django.db.models.sql.compiler import SQLCompiler


class WriteOnlySearchVectorField(SearchVectorField):  # type: ignore[type-arg] # not generic
    """A `tsvector` that selects as null: it is large, and Python has no use for it."""

    def select_format(
        self, compiler: SQLCompiler, sql: str, params: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        return "null::tsvector", ()


class NamesVector(Func):
    """Characters, pairs of neighbours, words, readings and whole names, with positions."""

    function = "public.search_names_vector"
    output_field = WriteOnlySearchVectorField()


class TextsVector(Func):
    """Characters, pairs of neighbours and words, with positions."""

    function = "public.search_texts_vector"
    output_field = WriteOnlySearchVectorField()


class ToQuery(Func):
    """The `tsquery` of a text: all of its words, each in any of its spellings."""

    function = "public.search_query"
    output_field = SearchQueryField()


class ToExactQuery(Func):
    """The `tsquery` for names that are equal to a text."""

    function = "public.search_exact_query"
    output_field = SearchQueryField()


class MatchKey(Func):
    """The key of a name without what people omit or write differently."""

    function = "public.search_match_key"
    output_field = TextField(db_collation="C")


class ReversedInitials(Func):
    """The initials of an English name, the last first; null for other names."""

    function = "public.search_reversed_initials"
    output_field = TextField(db_collation="C")


class Deletions(Func):
    """A word, and the word without each of its letters."""

    function = "public.search_deletions"
    output_field = ArrayField(TextField())


class Matches(Func):
    """Whether a vector matches a query."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


class Concatenated(Func):
    """Vectors or arrays, one after the other."""

    template = "(%(expressions)s)"
    arg_joiner = " || "


class StoredField(GeneratedField):
    """A stored generated column that is neither returned on save nor serialized to fixtures."""

    db_returning = False  # type: ignore[assignment] # the stubs have Literal[True]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(db_persist=True, serialize=False, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["db_persist"], kwargs["serialize"]
        return name, path, list(args), kwargs
