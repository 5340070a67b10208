"""The rows of a page with their documents, by SQL that is compiled once.

Django takes longer to compile these statements than PostgreSQL to run them. That of a list is kept
for its other pages; that for rows by their ids is the same for every request.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection

from hkinno.api import revision_cache
from hkinno.api.filters.base import DATES
from hkinno.api.ordering import ORDERING
from hkinno.api.pagination.keyset import BoundKey, GetKeys, Keyset
from hkinno.api.revision_cache import RowCount, filters_of, find, get_or_read, recorded_names, up_to
from hkinno.registry.rest import documents
from hkinno.registry.rest.compiled_rows import (
    COLUMNS,
    ID,
    IDS,
    ROW_COUNT,
    annotate_count,
    compile_by_id,
    compile_rows,
)
from hkinno.registry.rest.documents import annotate_documents
from hkinno.registry.rest.other_dates import filter_with_other_dates
from hkinno.search.backend import SEARCH

OTHER_COUNT = "other_count"
# The keys of the row before a row with one of these numbers, which begin a page of any size.
KEYS_BEFORE, KEPT_STEP = "keys before", 100


class Row(NamedTuple):
    """A row with the version and the stored document of that version, as of a revision."""

    pk: str
    document_version: int
    document: str | None
    revision: int


class BoundParameter(NamedTuple):
    """Stands for the value of a query parameter in the parameters of SQL."""

    name: str

    def prepare(self, values: Mapping[str, Any]) -> Any:
        return values[self.name]


class Statement(NamedTuple):
    """Compiled SQL, its parameters, and the fields of the keys in the last columns.

    PostgreSQL plans it once if `is_prepared`: the best plan is the same for all parameters.
    """

    sql: str
    params: tuple[Any, ...]
    key_fields: tuple[Any, ...] = ()
    is_prepared: bool = False

    def bind(self, values: Mapping[str, Any]) -> "Statement":
        """The statement for these values of query parameters, and keys of a cursor."""
        bound = (BoundParameter, BoundKey)
        params = (p.prepare(values) if isinstance(p, bound) else p for p in self.params)
        return self._replace(params=tuple(params))

    def convert_keys(self, values: Sequence[Any]) -> list[Any]:
        """The keys of a row, from the values that the database returns."""
        keys = list(values)
        for index, field in enumerate(self.key_fields):
            for convert in field.get_db_converters(connection):
                keys[index] = convert(keys[index], None, connection)
        return keys

    def run_for(self, value: str | list[str]) -> list[tuple[Any, ...]]:
        """The rows with an id or ids in the place of `ID` or `IDS`."""
        return self.run(tuple(value if param in (ID, IDS) else param for param in self.params))

    def run(self, params: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        wrapper: Any = connection  # of hkinno.service.database_backend
        with wrapper.preparing_cursor() if self.is_prepared else wrapper.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


class StoredRows:
    """The rows of a list: filtered, ordered and searched, for a paginator to slice and to count."""

    def __init__(self, view: Any) -> None:
        self.view, self.request, self.viewset = view, view.request, type(view)
        self.row_count: RowCount | None = None
        self.other_count: int | None = None  # with the other value of `dates`, if it was read

    @cached_property
    def queryset(self) -> Any:
        with recorded_names(self.request):
            return self.view.filter_queryset(self.view.get_queryset())

    def count_at_most(self, limit: int) -> RowCount:
        """The number of rows, which was read with them unless there are none on the page."""
        return self.row_count or revision_cache.count_at_most(self.queryset, limit)

    def __getitem__(self, key: slice) -> list[Row]:
        if self.is_ranked():
            return self.read_hits(key)
        filters = filters_of(self.request)
        # Read from the nearest row whose keys another page has kept: PostgreSQL reads all rows
        # before an offset.
        kept: dict[int, Any] = find(self.request, KEYS_BEFORE, filters) or {}
        known = range(key.start // KEPT_STEP * KEPT_STEP, 0, -KEPT_STEP)
        start = next((number for number in known if number in kept), 0)
        rows, keys = self.read(key.start - start, key.stop - key.start, Keyset(kept.get(start)))
        number = key.stop // KEPT_STEP * KEPT_STEP
        if number not in kept and key.start < number <= key.start + len(rows):
            keys_before = keys[number - key.start - 1]()
            revision_cache.keep(self.request, KEYS_BEFORE, kept | {number: keys_before}, filters)
        return rows

    def read_from(self, keyset: Keyset, limit: int) -> tuple[list[Row], list[GetKeys]]:
        """At most `limit` rows of a keyset, and a function for each that returns its keys."""
        if not self.is_ranked():
            return self.read(0, limit, keyset)
        is_stored = documents.may_store_documents()
        annotated = annotate_documents(self.queryset, self.viewset, is_stored=is_stored)
        hits, fields = keyset.select(annotated)
        rows, keys = split_rows(hits.values_list(*COLUMNS, *fields)[:limit])
        return rows, [partial(list, values) for values in keys]

    def is_ranked(self) -> bool:
        """Whether these are the hits of a search, the best first."""
        is_search = SEARCH in self.request.query_params
        return is_search and getattr(self.queryset, "ranking", None) is not None

    def read(self, offset: int, limit: int, keyset: Keyset) -> tuple[list[Row], list[GetKeys]]:
        """As `read_from`, from an offset on."""
        kept = revision_cache.find_count(self.request)
        counts: tuple[str, ...] = () if kept else (ROW_COUNT,)
        is_search = SEARCH in self.request.query_params
        if not is_search and self.view.compares_dates() and find(self.request, DATES) is None:
            counts += (OTHER_COUNT,)
        statement = self.find_statement(counts, keyset)
        rows = statement.run((*statement.params, limit, offset)) if statement else []
        if not statement or not rows:
            return [], []
        numbers = [up_to(revision_cache.MAX_COUNT, number) for number in rows[0][: len(counts)]]
        # The subqueries that count come before the columns of a row.
        sql = statement.sql.partition(f' AS "{counts[-1]}"')[0] if counts else None
        self.row_count = kept or numbers[0]
        revision_cache.keep_count(self.request, self.row_count, sql)
        if OTHER_COUNT in counts:
            self.other_count = numbers[-1].number
            revision_cache.keep(self.request, DATES, self.other_count, sql=sql)
        page_rows, keys = split_rows(row[len(counts) :] for row in rows)
        return page_rows, [partial(statement.convert_keys, values) for values in keys]

    def find_statement(self, counts: tuple[str, ...], keyset: Keyset) -> Statement | None:
        """The statement for any page of the list, kept while the data do not change.

        It is the same for all values of filters that are parameters of SQL, and for all keys.
        """
        ordering = self.request.query_params.getlist(ORDERING)
        key = (ordering, counts, keyset.shape, documents.may_store_documents())
        values = self.bound_values()
        filters = tuple(
            (parameter, () if parameter in values else texts)
            for parameter, texts in filters_of(self.request, ORDERING)
        )
        make = partial(self.compile, counts, values, keyset)
        statement = get_or_read(self.request, f"statement {key}", make, filters)
        return statement and statement.bind(values | {revision_cache.CURSOR: keyset.keys})

    def bound_values(self) -> dict[str, Any]:
        """The values of query parameters that are parameters of the SQL; none if one is invalid."""
        filters = self.view.filterset_class.base_filters
        values = {}
        for name, texts in self.request.query_params.lists():
            if getattr(filters.get(name), "is_bound", False):
                clean = partial(filters[name].field.clean, texts)
                try:
                    cleaned = get_or_read(self.request, f"{name} {texts}", clean, filters=())
                except ValidationError:
                    return {}
                # Texts of one character may be the same object, which `compile` tells values by.
                if len(cleaned) == 1 and len(str(cleaned[0])) > 1:
                    values[name] = cleaned[0]
        return values

    def compile(
        self, counts: tuple[str, ...], values: Mapping[str, Any], keyset: Keyset
    ) -> Statement | None:
        rows = self.queryset
        if ROW_COUNT in counts:
            rows = annotate_count(rows)
        if OTHER_COUNT in counts:
            rows = annotate_count(rows, OTHER_COUNT, filter_with_other_dates(self.view))
        rows, keys = keyset.select(rows, is_bound=True)
        is_stored = documents.may_store_documents()
        columns = (*counts, *COLUMNS, *keys)
        compiled = compile_rows(rows, self.viewset, *columns, is_stored=is_stored)
        if compiled is None:
            return None
        sql, values_of_sql = compiled
        cleaned = self.view.filterset.form.cleaned_data
        bound = {id(cleaned[name][0]): BoundParameter(name) for name in values}
        params = tuple(bound.get(id(param), param) for param in values_of_sql)
        return Statement(f"{sql} limit %s offset %s", params, tuple(keys.values()))

    def read_hits(self, key: slice) -> list[Row]:
        """The best hits of a search, the page last: it has the revision that all is as of."""
        kept = revision_cache.find_count(self.request)
        ids = self.queryset.few_ids()
        if ids is None:
            ids = self.queryset.first_ids(key.stop)
            self.row_count = kept or self.queryset.count_at_most(revision_cache.MAX_COUNT)
        else:
            self.row_count = RowCount(len(ids), is_exact=True)
        return rows_by_id(self.viewset, ids[key])


def split_rows(rows: Iterable[tuple[Any, ...]]) -> tuple[list[Row], list[Any]]:
    """Rows of `COLUMNS` and further columns, which are returned apart."""
    end, rows = len(COLUMNS), list(rows)
    return [Row(*row[:end]) for row in rows], [row[end:] for row in rows]


def row_by_id(viewset: Any, key: str) -> Row | None:
    """The published row with this id, unless it is a duplicate, which is answered by a redirect."""
    rows = read_by_id(viewset, "retrieve", key)
    return rows[0] if rows else None


def rows_by_id(viewset: Any, ids: list[str]) -> list[Row]:
    """The published rows with these ids, in their order."""
    rows = {row.pk: row for row in read_by_id(viewset, "list", ids)}
    return [rows[key] for key in ids if key in rows]


def read_by_id(viewset: Any, action: str, value: str | list[str]) -> list[Row]:
    """The rows of `compile_by_id` for an id or ids."""
    sql, params = compile_by_id(viewset, action, is_stored=documents.may_store_documents())
    return [Row(*row) for row in Statement(sql, params, is_prepared=True).run_for(value)]
