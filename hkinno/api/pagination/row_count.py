"""The number of rows of a list: exact up to a limit, and kept while the data do not change."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

from django.db.models import IntegerField, QuerySet, Subquery
from rest_framework.request import Request

from hkinno.api.revision_cache import find, keep

MAX_COUNT = 100_000  # counting a million rows takes the database longer than finding a page
ROW_COUNT = "row_count"


class RowCount(NamedTuple):
    """The number of rows, or a lower bound of it if it is not exact."""

    number: int
    is_exact: bool


@runtime_checkable
class CappedCount(Protocol):
    """Implemented by querysets that count in a way of their own."""

    def count_at_most(self, limit: int) -> RowCount: ...


class CountRows(Subquery):
    """The number of the rows of a queryset, in the statement that reads some of them."""

    template = "(select count(*) from (%(subquery)s) counted)"
    output_field = IntegerField()


def annotate_count(rows: Any) -> Any:
    """The rows of a queryset with `row_count`, the number of all of them up to the limit."""
    counted = rows.order_by().values("pk")[: MAX_COUNT + 1]
    return rows.annotate(**{ROW_COUNT: CountRows(counted)})


def count_rows(
    rows: QuerySet[Any] | Sequence[Any], page: Sequence[Any], kept: RowCount | None
) -> RowCount:
    """The number of the rows that a request lists, on all pages together.

    `page` are some of them, which may have been read with `annotate_count`; `kept` is the number
    that was kept before they were read.
    """
    if page and hasattr(page[0], ROW_COUNT):
        return up_to(MAX_COUNT, page[0].row_count)
    return kept or count_at_most(rows, MAX_COUNT)


def find_count(request: Request) -> RowCount | None:
    """The number that was kept for the list and the state of the data."""
    row_count: RowCount | None = find(request, "count")
    return row_count


def keep_count(request: Request, row_count: RowCount) -> None:
    """Keep the number of rows, which was read in the state of the data, for other pages."""
    keep(request, "count", row_count)


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
