"""The number of rows of a list: exact up to a limit, and kept while the data do not change."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

from django.db.models import QuerySet
from rest_framework.request import Request

from hkinno.api.revision_cache import get_or_compute

MAX_COUNT = 100_000  # counting a million rows takes the database longer than finding a page


class RowCount(NamedTuple):
    """The number of rows, or a lower bound of it if it is not exact."""

    number: int
    is_exact: bool


@runtime_checkable
class CappedCount(Protocol):
    """Implemented by querysets that count in a way of their own."""

    def count_at_most(self, limit: int) -> RowCount: ...


def count_rows(rows: QuerySet[Any] | Sequence[Any], request: Request) -> RowCount:
    """The number of the rows that a request lists, on all pages together."""
    return get_or_compute(request, "count", lambda: count_at_most(rows, MAX_COUNT))


def count_at_most(rows: QuerySet[Any] | Sequence[Any], limit: int) -> RowCount:
    """The number of rows if it is at most `limit`, or else `limit` as a lower bound."""
    if isinstance(rows, CappedCount):
        return rows.count_at_most(limit)
    if isinstance(rows, QuerySet):
        return count_queryset(rows, limit)
    return RowCount(len(rows), is_exact=True)


def count_queryset(rows: QuerySet[Any], limit: int) -> RowCount:
    """As `count_at_most`, by one query that stops at the limit."""
    number = rows.order_by()[: limit + 1].count()
    return RowCount(min(number, limit), is_exact=number <= limit)
