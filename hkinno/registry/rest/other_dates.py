"""The number of rows that a list has with the other value of `dates`."""

from typing import Any

from django.db.models import QuerySet

from hkinno.api import revision_cache
from hkinno.api.filters.base import DATES, KNOWN, POSSIBLE
from hkinno.api.revision_cache import count_at_most, get_or_read
from hkinno.search.backend import SearchBackend


def count_with_other_dates(view: Any, rows: Any) -> dict[str, int | None]:
    """The number of `rows` with each value of `dates`; None for that of the request.

    `rows.queryset` is what the request lists, filtered by `view.filterset`.
    """
    requested, other = requested_and_other_dates(view)

    def count() -> int:
        assert rows.queryset is not None  # filtered by now: what filters are given is parsed
        return count_at_most(filter_with_other_dates(view), revision_cache.MAX_COUNT).number

    number = rows.other_count
    return {
        requested: None,
        other: get_or_read(view.request, DATES, count) if number is None else number,
    }


def filter_with_other_dates(view: Any) -> QuerySet[Any]:
    """What the list would be with the other value of `dates`, by `view.filterset`."""
    params = view.request.query_params.copy()
    params[DATES] = requested_and_other_dates(view)[1]
    view.filterset.data = params
    queryset = view.filterset.filter_queryset(view.get_queryset())
    return SearchBackend().filter_queryset(view.request, queryset, view)


def requested_and_other_dates(view: Any) -> tuple[str, str]:
    requested = view.request.query_params.get(DATES, KNOWN)
    return requested, POSSIBLE if requested == KNOWN else KNOWN
