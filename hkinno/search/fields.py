"""Columns that the database makes for search, and the SQL functions that make them."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, GeneratedField, IntegerField
from django.db.models.sql.compiler import SQLCompiler


class Vector(SearchVectorField):
    """A `tsvector` that is looked into and never read: it is large, and says nothing to Python."""

    def select_format(
        self, compiler: SQLCompiler, sql: str, params: list
    ) -> tuple[str, list | tuple]:
        return "null::tsvector", ()


class NamesVector(Func):
    """Characters, pairs of them, words, readings and whole names, with their positions."""

    function = "public.hkinno_names_vector"
    output_field = Vector()


class TextsVector(Func):
    """Characters, pairs of them and words, with their positions."""

    function = "public.hkinno_texts_vector"
    output_field = Vector()


class Joined(Func):
    """Several vectors, or several lists of texts, one after the other."""

    template = "(%(expressions)s)"
    arg_joiner = " || "


class Prominence(Func):
    """Which comes first among equals: the smaller."""

    function = "public.hkinno_prominence"
    output_field = IntegerField()


class Kept(GeneratedField):
    """A column that the database makes of others, stored, and not written to dumps of rows."""

    db_returning = False  # nobody who saves needs it

    def __init__(self, **options: Any) -> None:
        super().__init__(db_persist=True, serialize=False, **options)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, arguments, options = super().deconstruct()
        del options["db_persist"], options["serialize"]
        return name, path, arguments, options
