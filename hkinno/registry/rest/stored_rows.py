"""The rows of a page with their documents, by SQL that is compiled once.

Django takes longer to compile these statements than PostgreSQL to run them. That of a list is kept
for its other pages; that for rows by their ids is the same for every request.
"""

from collections.abc import Mapping
from functools import cache, cached_property, partial
from typing import Any, NamedTuple, cast

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import BooleanField, F, Func, TextField, Value

from hkinno.api import revision_cache
from hkinno.api.filters.base import DATES
from hkinno.api.ordering import ORDERING
from hkinno.api.revision_cache import (
    ROW_COUNT,
    RowCount,
    annotate_count,
    filters_of,
    find,
    find_count,
    get_or_compute,
    keep,
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
from hkinno.registry.rest.facets import filter_with_other_dates
from hkinno.search.backend import SEARCH

COLUMNS = ("pk", VERSION, DOCUMENT, REVISION)
OTHER_COUNT = "other_count"
IDS = ["\0"]  # stands for the ids in compiled SQL


class Row(NamedTuple):
    """A row with the version and the stored document of that version, as of a revision."""

    pk: str
    document_version: int
    document: str | None
    revision: int


class BoundParameter(NamedTuple):
    """Stands for the value of a query parameter in the parameters of SQL."""

    name: str


class Statement(NamedTuple):
    """Compiled SQL and its parameters."""

    sql: str
    params: tuple[Any, ...]

    def bind(self, values: Mapping[str, Any]) -> "Statement":
        """The statement for these values of query parameters."""
        params = (values[p.name] if isinstance(p, BoundParameter) else p for p in self.params)
        return Statement(self.sql, tuple(params))

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
        self.other_count: int | None = None  # with the other value of `dates`, if it was read

    @cached_property
    def queryset(self) -> Any:
        return self.view.filter_queryset(self.view.get_queryset())

    def count_at_most(self, limit: int) -> RowCount:
        """The number of rows, as read with a slice of them that was not empty."""
        return cast(RowCount, self.row_count)

    def __getitem__(self, key: slice) -> list[Row]:
        kept = find_count(self.request)
        is_search = SEARCH in self.request.query_params
        if is_search and getattr(self.queryset, "ranking", None):
            return self.read_hits(key, kept)
        columns: tuple[str, ...] = () if kept else (ROW_COUNT,)
        if not is_search and self.view.compares_dates() and find(self.request, DATES) is None:
            columns += (OTHER_COUNT,)
        statement = self.find_statement(columns)
        if statement is None:
            return []
        rows = statement.run((*statement.params, key.stop - key.start, key.start))
        if rows:
            counts = {
                name: up_to(revision_cache.MAX_COUNT, number)
                for name, number in zip(columns, rows[0][len(COLUMNS) :], strict=True)
            }
            self.row_count = kept or counts[ROW_COUNT]
            if OTHER_COUNT in counts:
                self.other_count = counts[OTHER_COUNT].number
                keep(self.request, DATES, self.other_count)
        return [Row(*row[: len(COLUMNS)]) for row in rows]

    def find_statement(self, columns: tuple[str, ...]) -> Statement | None:
        """The statement for any page of the list, kept while the data do not change.

        It is the same for all values of filters that are parameters of SQL.
        """
        ordering = self.request.query_params.getlist(ORDERING)
        name = f"statement {ordering} {columns} {documents.may_store_documents()}"
        values = self.bound_values()
        filters = tuple(
            (parameter, () if parameter in values else texts)
            for parameter, texts in filters_of(self.request, ORDERING)
        )
        statement = get_or_compute(
            self.request, name, lambda: self.compile(columns, values), filters
        )
        return statement and statement.bind(values)

    def bound_values(self) -> dict[str, Any]:
        """The values of query parameters that are parameters of the SQL; none if one is invalid."""
        filters = self.view.filterset_class.base_filters
        values = {}
        for name, texts in self.request.query_params.lists():
            if getattr(filters.get(name), "is_bound", False):
                clean = partial(filters[name].field.clean, texts)
                try:
                    cleaned = get_or_compute(self.request, f"{name} {texts}", clean, filters=())
                except ValidationError:
                    return {}
                # Texts of one character may be the same object, which `compile` tells values by.
                if len(cleaned) == 1 and len(str(cleaned[0])) > 1:
                    values[name] = cleaned[0]
        return values

    def compile(self, columns: tuple[str, ...], values: Mapping[str, Any]) -> Statement | None:
        rows = annotate_count(self.queryset) if ROW_COUNT in columns else self.queryset
        if OTHER_COUNT in columns:
            rows = annotate_count(rows, OTHER_COUNT, filter_with_other_dates(self.view))
        statement = compile_rows(rows, self.viewset, *columns)
        if statement is None:
            return None
        cleaned = self.view.filterset.form.cleaned_data
        bound = {id(cleaned[name][0]): BoundParameter(name) for name in values}
        params = tuple(bound.get(id(param), param) for param in statement.params)
        return Statement(f"{statement.sql} limit %s offset %s", params)

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
