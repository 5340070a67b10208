"""What facets have counted of a search, kept over writes to records that are not among its hits.

Finding and counting thousands of hits takes PostgreSQL longer than anything else on a page. Whether
one of the records that have changed since was a hit, or is one now, takes it less than a
millisecond.
"""

import threading
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from cachetools import LRUCache
from django.utils import timezone
from rest_framework.request import Request

from hkinno.api.prepared_statements import fetch_prepared
from hkinno.api.revision_cache import DATA_VERSION, ENTRY_OVERHEAD, keep, size_of
from hkinno.registry import revision
from hkinno.registry.revision import State
from hkinno.registry.totals import read_basis

HIT_COUNT = "hit count"  # the number of all hits of a search, which is kept for finding a page
MAX_BYTES = 2_000_000
MAX_CHANGED = 100  # records, after which hits are counted again
MAX_KEPT_HITS = 20_000
# Takes the ids of the hits that were counted, and the values that they were counted by.
NoteCounted = Callable[[Collection[str], Iterable[Any]], None]
CHANGED_HITS = """
with query as materialized (select public.search_query(%(text)s) as expression)
select record.id, coalesce(entry.names_vector || entry.texts_vector @@ query.expression, false)
from public.registry_record record cross join query
left join public.registry_searchentry entry on entry.record_id = record.id
where record.version > %(after)s limit %(limit)s
"""


class Counted(NamedTuple):
    """The hits and values of `KeptSearch`."""

    hits: "array[int]"
    values: frozenset[str]


@dataclass
class KeptSearch:
    """What was counted of the hits of a text in a state of the data.

    `basis` is what changes where versions do not tell what changed: see `read_basis`. `hits` are
    the sorted hashes of the ids of hits, and `values` the ids that records were counted by.
    """

    state: State
    basis: tuple[int, int]
    text: str
    counted: Counted
    counts: Any

    @property
    def size(self) -> int:
        """The bytes of memory that it takes."""
        hits, values = self.counted
        contained = (self.text, [*values], self.counts)
        return len(hits) * hits.itemsize + size_of(contained) + ENTRY_OVERHEAD

    def holds(self, state: State) -> bool:
        """Whether the same would be counted in another state of the data.

        What changes where a record is found, or what is counted of it, changes its version. So
        does what changes the name of a record that others refer to, or whether it is public.
        """
        if state.number <= self.state.number:
            return state == self.state
        if read_basis() != self.basis:
            return False
        params = {"text": self.text, "after": self.state.number, "limit": MAX_CHANGED + 1}
        changed = fetch_prepared(CHANGED_HITS, params)
        if len(changed) > MAX_CHANGED or any(is_hit or id in self for id, is_hit in changed):
            return False
        self.state = state
        return True

    def __contains__(self, id: str) -> bool:
        """Whether a record was a hit, or one that hits were counted by."""
        hits, values = self.counted
        index = bisect_left(hits, hash(id))
        return id in values or hits[index : index + 1] == array("q", [hash(id)])


searches: LRUCache[tuple[Any, ...], KeptSearch] = LRUCache(MAX_BYTES, getsizeof=attrgetter("size"))
searches_lock = threading.Lock()


def get_or_count(
    request: Request, text: str, name: str, count: Callable[[NoteCounted], Any]
) -> Any:
    """What `count` returns of a list whose only filter is a text; `name` tells what that is.

    It is kept if `count` calls its argument, and the data are still in the state that the request
    reads.
    """
    counted: Counted | None = None

    def note_counted(ids: Collection[str], values: Iterable[Any]) -> None:
        nonlocal counted
        if len(ids) <= MAX_KEPT_HITS:
            hashes = array("q", sorted(map(hash, ids)))
            texts = frozenset(value for value in values if isinstance(value, str))
            counted = Counted(hashes, texts)

    state: State | None = getattr(request, DATA_VERSION, None)
    if state is None:
        return count(note_counted)
    key = (timezone.localdate(), request.path, text, name)
    with searches_lock:
        kept = searches.get(key)
    if kept and kept.holds(state):
        keep(request, HIT_COUNT, len(kept.counted.hits))
        return kept.counts
    basis = read_basis()
    counts = count(note_counted)
    if counted and revision.current() == state:
        with searches_lock, suppress(ValueError):  # larger than the cache
            searches[key] = KeptSearch(state, basis, text, counted, counts)
    return counts
