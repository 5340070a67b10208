"""The rows of a page with their documents, by SQL that is compiled once.

Django takes longer to compile these statements than PostgreSQL to run them. That of a list is kept
for its other pages; that for rows by their ids is the same for every request.
"""

from functools import cache, cached_property
from typing import Any, NamedTuple, cast

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Func, TextField, Value

from hkinno.api import revision_cache
from hkinno.api.ordering import ORDERING
from hkinno.api.revision_cache import (
    ROW_COUNT,
    RowCount,
    annotate_count,
    find_count,
    get_or_compute,
    up_to,
)
from hkinno.registry.models import Record
from hkinno.registry.rest import documents
from hkinno.registry.rest.documents import (
    DOCUMENT,
    REVISION,
    VERSION,
    annotate_documents,
)
from hkinno.registry.rest.expand import ViewSet
from hkinno.search.backend import SEARCH

COLUMNS = ("pk", VERSION, DOCUMENT, REVISION)
IDS = ["\0"]  # stands for the ids in compiled SQL


class Row(NamedTuple):
    """A row with the version and the stored document of that version, as of a revision."""

    pk: str
    document_version: int
    document: str | None
    revision: int


class Statement(NamedTuple):
    """Compiled SQL and its parameters."""

    sql: str
    params: tuple[Any, ...]

    def run(self, params: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def compile_rows(rows: Any, viewset: ViewSet, *columns: str) -> Statement | None:
    """The statement that reads `COLUMNS` and further columns of a queryset; None if it is empty."""
    annotated = annotate_documents(rows, viewset, is_stored=documents.may_store_documents())
    try:
        sql, params = annotated.values_list(*COLUMNS, *columns).query.sql_with_params()
    except EmptyResultSet:
        return None
    return Statement(sql, params)


class StoredRows:
    """The rows of a list: filtered, ordered and searched, for a paginator to slice and to count."""

    def __init__(self, view: Any) -> None:
        self.view, self.request, self.viewset = view, view.request, type(view)
        self.row_count: RowCount | None = None

    @cached_property
    def queryset(self) -> Any:
        return self.view.filter_queryset(self.view.get_queryset())

    def count_at_most(self, limit: int) -> RowCount:
        """The number of rows, as read with a slice of them that was not empty."""
        return cast(RowCount, self.row_count)

    def __getitem__(self, key: slice) -> list[Row]:
        kept = find_count(self.request)
        if SEARCH in self.request.query_params and getattr(self.queryset, "ranking", None):
            return self.read_hits(key, kept)
        columns = () if kept else (ROW_COUNT,)
        statement = self.find_statement(columns)
        if statement is None:
            return []
        rows = statement.run((*statement.params, key.stop - key.start, key.start))
        self.row_count = kept or (up_to(revision_cache.MAX_COUNT, rows[0][-1]) if rows else None)
        return [Row(*row[: len(COLUMNS)]) for row in rows]

    def find_statement(self, columns: tuple[str, ...]) -> Statement | None:
        """The statement for any page of the list, kept while the data do not change."""
        ordering = self.request.query_params.getlist(ORDERING)
        name = f"statement {ordering} {columns} {documents.may_store_documents()}"
        return get_or_compute(self.request, name, lambda: self.compile(columns))

    def compile(self, columns: tuple[str, ...]) -> Statement | None:
        rows = annotate_count(self.queryset) if columns else self.queryset
        statement = compile_rows(rows, self.viewset, *columns)
        return statement and Statement(f"{statement.sql} limit %s offset %s", statement.params)

    def read_hits(self, key: slice, kept: RowCount | None) -> list[Row]:
        """The best hits of a search, the page last: it has the revision that all is as of."""
        ids = self.queryset.few_ids()
        if ids is None:
            ids = self.queryset.first_ids(key.stop)
            self.row_count = kept or self.queryset.count_at_most(revision_cache.MAX_COUNT)
        else:
            self.row_count = RowCount(len(ids), is_exact=True)
        return rows_by_id(self.viewset, ids[key])


@cache
def compile_by_id(viewset: Any, action: str, *, is_stored: bool) -> Statement:
    is_any = Func(
        F("pk"),
        Value(IDS, ArrayField(TextField())),
        template="(%(expressions)s))",
        arg_joiner=" = any(",
        output_field=BooleanField(),
    )
    rows = viewset.queryset.annotate(**{VERSION: viewset.document_version}).filter(is_any)
    if action == "retrieve" and issubclass(rows.model, Record):
        rows = rows.filter(merged_into=None)
    return cast(Statement, compile_rows(rows.order_by(), viewset))


def rows_by_id(viewset: Any, ids: list[str], action: str = "list") -> list[Row]:
    """The published rows with these ids, in their order.

    With the action `retrieve`, without duplicates, which are answered by a redirect.
    """
    statement = compile_by_id(viewset, action, is_stored=documents.may_store_documents())
    params = tuple(ids if param == IDS else param for param in statement.params)
    rows = {row[0]: Row(*row) for row in statement.run(params)}
    return [rows[key] for key in ids if key in rows]
