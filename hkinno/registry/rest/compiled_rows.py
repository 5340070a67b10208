"""Compiles SQL that reads rows with their versions and documents, and counts them."""

from functools import cache
from typing import Any, cast

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, F, Func, IntegerField, Subquery, TextField, Value

from hkinno.api import revision_cache
from hkinno.registry.models import Record
from hkinno.registry.rest.documents import DOCUMENT, REVISION, VERSION, annotate_documents
from hkinno.registry.rest.expand import ViewSet

COLUMNS = ("pk", VERSION, DOCUMENT, REVISION)
ID, IDS = "\0", ["\0"]  # stand for an id and for ids in compiled SQL
ROW_COUNT = "row_count"
CompiledSQL = tuple[str, tuple[Any, ...]]  # with its parameters


class CountRows(Subquery):
    """The number of the rows of a queryset, in the statement that reads some of them."""

    template = "(select count(*) from (%(subquery)s) counted)"
    output_field = IntegerField()


def annotate_count(rows: Any, name: str = ROW_COUNT, counted: Any = None) -> Any:
    """The rows of a queryset with the number of all of them, or of other rows, up to the limit."""
    others = (
        (rows if counted is None else counted)
        .order_by()
        .values("pk")[: revision_cache.MAX_COUNT + 1]
    )
    return rows.annotate(**{name: CountRows(others)})


def compile_rows(rows: Any, viewset: ViewSet, *columns: str, is_stored: bool) -> CompiledSQL | None:
    """The SQL that reads columns of a queryset with documents; None if it is empty."""
    annotated = annotate_documents(rows, viewset, is_stored=is_stored)
    try:
        sql, params = annotated.values_list(*columns).query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, params


@cache
def published_rows(viewset: Any) -> Any:
    """The published rows with their versions; records without a join of their own table."""
    rows, version, model = viewset.queryset, viewset.document_version, viewset.queryset.model
    if issubclass(model, Record):
        rows, version = Record.objects.published().filter(resource=model.RESOURCE), F("version")
    return rows.annotate(**{VERSION: version}).only("pk")


@cache
def compile_by_id(viewset: Any, action: str, *, is_stored: bool) -> CompiledSQL:
    """The SQL for `ID`, with the action `retrieve`, or else for `IDS`, with duplicates."""
    rows = published_rows(viewset)
    if action == "retrieve":
        is_duplicate = {"merged_into": None} if issubclass(rows.model, Record) else {}
        rows = rows.filter(pk=ID, **is_duplicate)
    else:
        rows = rows.filter(is_any("pk"))
    return cast(CompiledSQL, compile_rows(rows.order_by(), viewset, *COLUMNS, is_stored=is_stored))


@cache
def compile_by_reference(viewset: Any, reference: str, *, is_stored: bool) -> CompiledSQL:
    """The SQL for the rows that refer to `ID` by a foreign key, in the order of their ids."""
    rows = published_rows(viewset).filter(**{reference: ID}).order_by("pk")
    return cast(CompiledSQL, compile_rows(rows, viewset, *COLUMNS, is_stored=is_stored))


def is_any(column: str) -> Func:
    """The condition that a column has one of `IDS`."""
    return Func(
        F(column),
        Value(IDS, ArrayField(TextField())),
        template="(%(expressions)s))",
        arg_joiner=" = any(",
        output_field=BooleanField(),
    )
