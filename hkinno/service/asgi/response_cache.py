"""A cache of responses in the memory of each worker, in front of Django and its threads.

A response is reused only for the revision of the data that was read, after the request had
arrived, for the request that it was made for: it is never older than what was committed by then.
"""

import time
from functools import lru_cache
from typing import Any, NamedTuple

from cachetools import LRUCache

from hkinno.registry.rest.conditional_requests import (
    CACHE_CONTROL,
    CACHED_PATHS,
    get_last_modified,
)
from hkinno.registry.revision import State
from hkinno.service.asgi.environ import Scope
from hkinno.service.asgi.request_headers import REQUEST_ID, RequestHeaders
from hkinno.service.asgi.response import Response

# Only responses of the API are shared with other origins.
VARY = {(b"vary", b"Accept, Accept-Encoding, origin"), (b"vary", b"Accept, Accept-Encoding")}
CONTROL = (b"cache-control", CACHE_CONTROL.encode())
MAX_SHARE = 8  # a response may fill this part of the cache: an eighth
MAX_HEADS = 64
ENTRY_OVERHEAD = 4096  # bytes of an entry besides its body: a key and headers
SECONDS_PER_DAY = 86_400
Key = tuple[str, bytes, bytes, tuple[tuple[bytes, bytes], ...]]


class Moment(NamedTuple):
    """What responses depend on besides the request: the data, the day, and `Last-Modified`."""

    state: State
    day: int  # citations name the day of access
    is_dated: bool  # without `Last-Modified` until the second of the last change has passed


class CachedResponse(NamedTuple):
    """A response without its request id, and the route that metrics count it under."""

    moment: Moment
    response: Response
    route: str

    def size(self) -> int:
        return len(self.response.body) + ENTRY_OVERHEAD


class Lookup(NamedTuple):
    """A cacheable request: the moment it was looked up for, and what was there."""

    key: Key
    moment: Moment
    cached: CachedResponse | None


class ResponseCache:
    """Holds the latest response to each request, up to `max_bytes` in all; none if that is 0.

    Belongs to one event loop, and is used by its thread only.
    """

    def __init__(self, max_bytes: int) -> None:
        self.responses: LRUCache[Key, CachedResponse] = LRUCache(max_bytes, CachedResponse.size)
        # What responses to requests for records have in common: see `stored_records`.
        self.heads: LRUCache[Any, Any] = LRUCache(MAX_HEADS)

    def look_up(self, key: Key, state: State) -> Lookup:
        """The lookup of a request in the state of the database that answers it."""
        moment = find_moment(state)
        try:
            cached = self.responses[key]
        except KeyError:
            return Lookup(key, moment, None)
        return Lookup(key, moment, cached if cached.moment == moment else None)

    def store(self, lookup: Lookup, response: Response, route: str) -> None:
        """Keep the response to a request that was looked up, if it may be reused."""
        is_reusable = CONTROL in response.headers and not VARY.isdisjoint(response.headers)
        if response.buffer or not is_reusable:
            return
        headers = [header for header in response.headers if header[0] != REQUEST_ID]
        # A copy: JSON is written into twice as much memory as it may need, which it keeps.
        body = bytes(memoryview(response.body))
        cached = CachedResponse(lookup.moment, Response(response.status, headers, body), route)
        if cached.size() <= self.responses.maxsize / MAX_SHARE:
            self.responses[lookup.key] = cached


def make_key(scope: Scope, headers: RequestHeaders) -> Key | None:
    """What the response to a read of the API or a page depends on, besides the data; or None."""
    method = scope["method"]
    if method not in ("GET", "HEAD") or not scope["path"].startswith(CACHED_PATHS):
        return None
    if headers.has_body:
        return None
    return method, scope["raw_path"], scope["query_string"], headers.selected


def find_moment(state: State) -> Moment:
    """The current moment, if the data are in this state."""
    now = time.time()
    day = int(now // SECONDS_PER_DAY)  # in UTC
    return Moment(state, day, modified_at(state, day) <= now)


@lru_cache(maxsize=2)
def modified_at(state: State, day: int) -> int:
    """`Last-Modified` of responses in this state of the data, on this day."""
    return get_last_modified(state)
