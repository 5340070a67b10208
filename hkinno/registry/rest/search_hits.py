"""The rows of a search that has no other filters, by one SQL function."""

from functools import partial
from math import isqrt
from typing import Any

from django.db import connection

from hkinno.api.ordering import ORDERING
from hkinno.api.revision_cache import CURSOR, RowCount, filters_of, find, get_or_compute, up_to
from hkinno.registry.models import Record
from hkinno.registry.rest.kept_searches import HIT_COUNT
from hkinno.registry.rest.stored_rows import rows_by_id
from hkinno.search.backend import SEARCH, require_search_text
from hkinno.search.search_query import MAX_HITS

FIRST_HITS = "select ids, hit_count from public.registry_search_page(%s, %s, %s, %s)"


def is_plain_search(view: Any) -> bool:
    """Whether a list is all records of its kind that match `q`, the best first, by page."""
    parameters, rows = view.request.query_params, view.queryset
    if {ORDERING, CURSOR} & parameters.keys() or not issubclass(rows.model, Record):
        return False
    is_only_filter = filters_of(view.request) == ((SEARCH, (parameters.get(SEARCH),)),)
    return is_only_filter and not rows.search_through


def find_hits(
    text: str, resource: str, limit: int, hit_count: int | None = None
) -> tuple[list[str], int]:
    """The first ids, and the number of all hits up to one more than MAX_HITS.

    If the number is known, `hit_count`, fewer hits are read. A sample of `n` of them shows which
    prominence is sufficient for a page; about `hit_count * limit / n` have that and are read, too.
    The sum is the least for the square root of `hit_count * limit`.
    """
    sample_size = MAX_HITS
    if hit_count is not None and hit_count > MAX_HITS:
        sample_size = min(isqrt(hit_count * limit), MAX_HITS)
    with connection.cursor() as cursor:
        cursor.execute(FIRST_HITS, [text, resource or None, limit, sample_size])
        ids, number = cursor.fetchall()[0]
    return ids, number if hit_count is None else hit_count


class SearchHits:
    """The rows of a plain search for a paginator to slice and to count."""

    row_count: RowCount

    def __init__(self, view: Any) -> None:
        self.view = view

    def __getitem__(self, key: slice) -> list[Any]:
        view, text = self.view, require_search_text(self.view.request)
        hit_count = find(view.request, HIT_COUNT)
        read = partial(find_hits, text, view.queryset.model.RESOURCE, key.stop, hit_count)
        ids, number = get_or_compute(view.request, f"hits {key.stop}", read)
        self.row_count = up_to(MAX_HITS, number)
        if view.reads_documents:
            return rows_by_id(type(view), ids[key])
        records = view.get_queryset().in_bulk(ids[key])
        return [records[id] for id in ids[key]]

    def count_at_most(self, limit: int) -> RowCount:
        """The number of hits, which was read with the rows."""
        return self.row_count
