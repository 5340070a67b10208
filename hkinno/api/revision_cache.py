"""What is computed over a whole list, such as its count, kept while the data do not change."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple, Protocol, TypeVar, runtime_checkable

from cachetools import LRUCache
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.request import Request

from hkinno.api.negotiation import FORMAT
from hkinno.api.ordering import ORDERING
from hkinno.api.sparse_fields import SHAPE_PARAMETERS, SUMMARY_PARAMETERS

PAGE, PAGE_SIZE, CURSOR = PAGE_PARAMETERS = ("page", "page_size", "cursor")
# Parameters that do not change which rows come in which order.
NOT_IN_DIGEST = {*PAGE_PARAMETERS, FORMAT, *SHAPE_PARAMETERS, *SUMMARY_PARAMETERS}
# Values computed in several statements, until it is known that the data did not change meanwhile.
UNCONFIRMED = "unconfirmed_values"
Filters = tuple[tuple[str, tuple[str, ...]], ...]  # parameters with their values


def filters_of(request: Request, *ignored: str) -> Filters:
    """The parameters that change which rows come in which order, with their values."""
    parameters = request.query_params.lists()
    names = NOT_IN_DIGEST.union(ignored)
    return tuple(sorted((name, tuple(values)) for name, values in parameters if name not in names))


# The state of the data, set by `rest.conditional_requests`; nothing is kept without it.
DATA_VERSION, DAY = "data_version", "data_day"
# The names in the SQL that what a request keeps was read by.
READ_NAMES = "read_names"
T = TypeVar("T")


class Kept(NamedTuple):
    """A value, the state of the data, and the names in the SQL that it was read by, if known."""

    version: Any
    value: Any
    names: frozenset[str] | None
    size: int  # bytes, with its key


MAX_BYTES = 10_000_000
ENTRY_OVERHEAD = 700  # bytes of an entry besides its key and value; names are shared
values: LRUCache[tuple[Any, ...], Kept] = LRUCache(MAX_BYTES, getsizeof=attrgetter("size"))
values_lock = threading.Lock()


def size_of(value: Any) -> int:
    """The bytes of memory of a value and of what it contains."""
    contained: Iterable[Any] = value if isinstance(value, (tuple, list)) else ()
    if isinstance(value, dict):
        contained = chain(value, value.values())
    return sys.getsizeof(value) + sum(map(size_of, contained))


def get_or_compute(
    request: Request, name: str, compute: Callable[[], T], filters: Filters | None = None
) -> T:
    """The value called `name` of the list that a request asks for, on whichever of its pages.

    It depends on `filters`, by default on all of the request.
    """
    value: T | None = find(request, name, filters)
    if value is None:
        value = compute()
        keep(request, name, value, filters)
    return value


def get_or_read(
    request: Request, name: str, read: Callable[[], T], filters: Filters | None = None
) -> T:
    """As `get_or_compute`, of a value that depends on nothing but what Django's connection reads.

    It is kept until a write changes that.
    """
    if kept := find_kept(request, name, filters):
        names_of(request).append(kept.names)
        return kept.value  # type: ignore[no-any-return]  # of this name
    with recorded_names(request):
        value = read()
    keep(request, name, value, filters, sql="")
    return value


@contextmanager
def recorded_names(request: Request) -> Iterator[None]:
    """Note what is read in the block, as what the request keeps later depends on it."""

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        names_of(request).append(version.names_in(sql))
        return execute(sql, params, many, context)

    version: Any = getattr(request, DATA_VERSION, None)
    with connection.execute_wrapper(record) if version else nullcontext():
        yield


def names_of(request: Request) -> list[frozenset[str] | None]:
    """The names in the SQL of a request that was recorded, by statement."""
    return request.__dict__.setdefault(READ_NAMES, [])  # type: ignore[no-any-return]  # set here


def find(request: Request, name: str, filters: Filters | None = None) -> Any:
    """The value that was kept in the state of the data that the request reads, or None.

    Also one of an earlier state, if what it was read from is the same.
    """
    kept = find_kept(request, name, filters)
    return kept and kept.value


def find_kept(request: Request, name: str, filters: Filters | None = None) -> Kept | None:
    """As `find`, with the names in the SQL that it was read by."""
    key = make_key(request, name, filters)
    if key is None:
        return None
    version: Any = getattr(request, DATA_VERSION)
    unconfirmed: dict[Any, Kept] = getattr(request, UNCONFIRMED, None) or {}
    with values_lock:
        kept = unconfirmed.get(key) or values.get(key)
    if kept and kept.version != version:
        if kept.names is None or not version.is_same(kept.version, kept.names):
            return None
        store(key, kept._replace(version=version))
    return kept


def keep(
    request: Request, name: str, value: Any, filters: Filters | None = None, sql: str | None = None
) -> None:
    """Keep a value that was computed in the state of the data that the request reads.

    If it was read by `sql`, and by what the request has recorded, it is kept for later states.
    """
    key = make_key(request, name, filters)
    if key is None:
        return
    version: Any = getattr(request, DATA_VERSION)
    names = None
    if sql is not None:
        all_names = [version.names_in(sql), *names_of(request)]
        names = None if None in all_names else union(frozenset(all_names))
    kept = Kept(version, value, names, size_of((key, value)) + ENTRY_OVERHEAD)
    unconfirmed: dict[Any, Kept] | None = getattr(request, UNCONFIRMED, None)
    if unconfirmed is None:
        store(key, kept)
    else:
        unconfirmed[key] = kept


@lru_cache(maxsize=256)
def union(sets: frozenset[frozenset[str]]) -> frozenset[str]:
    """What any of the sets contains; the same object for all entries that are read alike."""
    return frozenset().union(*sets)


def store(key: tuple[Any, ...], kept: Kept) -> None:
    with values_lock, suppress(ValueError):  # larger than the cache
        values[key] = kept


def await_confirmation(request: Request) -> None:
    """Keep what is computed from now on only when `confirm` is called."""
    setattr(request, UNCONFIRMED, {})


def confirm(request: Request, *, is_current: bool) -> None:
    """Keep what was computed if the data were still in the state that the request reads."""
    unconfirmed = getattr(request, UNCONFIRMED)
    setattr(request, UNCONFIRMED, None)
    for key, kept in unconfirmed.items() if is_current else ():
        store(key, kept)


def make_key(request: Request, name: str, filters: Filters | None = None) -> tuple[Any, ...] | None:
    """What a value depends on besides the data; None if their state is not known."""
    if getattr(request, DATA_VERSION, None) is None:
        return None
    if filters is None:
        filters = filters_of(request, ORDERING)
    # Filters such as that for upcoming events depend on the day.
    day = getattr(request, DAY, None) or timezone.localdate()
    setattr(request, DAY, day)
    return day, request.path, filters, name


# The attribute of a request with the number, set by callers in this process that know it.
KNOWN_COUNT = "known_count"
MAX_COUNT = 100_000  # counting a million rows takes the database longer than finding a page
COUNT = "count"


class RowCount(NamedTuple):
    """The number of rows, or a lower bound of it if it is not exact."""

    number: int
    is_exact: bool


@runtime_checkable
class CappedCount(Protocol):
    """Implemented by querysets that count in a way of their own."""

    def count_at_most(self, limit: int) -> RowCount: ...


def find_count(request: Request) -> RowCount | None:
    """The number that a caller knows, or that was kept for the list and the state of the data."""
    row_count: RowCount | None = getattr(request, KNOWN_COUNT, None) or find(request, COUNT)
    return row_count


def keep_count(request: Request, row_count: RowCount, sql: str | None = None) -> None:
    """Keep the number of rows for other pages; `sql` is by what it was read, if by SQL alone."""
    if hasattr(request, KNOWN_COUNT):
        return
    if sql is not None or not find_count(request):
        keep(request, COUNT, row_count, sql=sql)


def count_at_most(rows: QuerySet[Any] | Sequence[Any], limit: int) -> RowCount:
    """The number of rows if it is at most `limit`, or else `limit` as a lower bound."""
    if isinstance(rows, CappedCount):
        return rows.count_at_most(limit)
    if isinstance(rows, QuerySet):
        return count_queryset(rows, limit)
    return RowCount(len(rows), is_exact=True)


def count_queryset(rows: QuerySet[Any], limit: int) -> RowCount:
    """As `count_at_most`, by one query that stops at the limit."""
    return up_to(limit, rows.order_by().values("pk")[: limit + 1].count())


def up_to(limit: int, number: int) -> RowCount:
    """A number of rows that were counted up to one more than the limit."""
    return RowCount(min(number, limit), is_exact=number <= limit)
