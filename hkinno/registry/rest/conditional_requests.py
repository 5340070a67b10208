"""Conditional requests and compression.

The response to a GET of the API, or of a page, depends on the request, the code, the day and the
data. The entity tag identifies all of these, the data by their revision, which is read for every
request, so that no response is older than what was committed before its request.
"""

import hashlib
import math
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_etags

from hkinno.api.absolute_urls import absolute_url
from hkinno.api.compression import choose_encoding, compress
from hkinno.api.revision_cache import DATA_VERSION
from hkinno.registry import revision
from hkinno.registry.rest.documents import build_id
from hkinno.registry.revision import State

# The state of the data in the WSGI environment, if the web server has read it for the request.
STATE = "hkinno.state"
API = "/api/v1/"
# Pages show what the API answers, so that they change with the same revision.
CACHED_PATHS = (API, *(f"/{language}/" for language, _name in settings.LANGUAGES))
ETAG, CONTROL = "ETag", "Cache-Control"
# Shared caches revalidate each response, and may answer with an older one while they do so, or for
# a day if the service fails (RFC 5861).
CACHE_CONTROL = "public, max-age=0, stale-while-revalidate=30, stale-if-error=86400"
VARY = "Accept, Accept-Encoding"
STARTED_AT = datetime.now(UTC)


class ConditionalRequestMiddleware:
    """Adds validators to responses of the API and to pages, answers 304, and compresses them.

    A view that sets `Cache-Control` or `ETag` itself is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_read = request.method in ("GET", "HEAD") and request.path_info.startswith(CACHED_PATHS)
        state = get_state(request) if is_read else None
        if state is None:
            return self.get_response(request)
        encoding = choose_encoding(request.headers.get("Accept-Encoding", ""))
        etag = make_etag(request, state, encoding)
        modified_at = get_last_modified(state)
        # Only who has had this response knows its tag: nothing else needs to be read.
        if has_current_copy(request, etag):
            not_modified = HttpResponse(status=304)
            add_headers(not_modified, etag, modified_at)
            return not_modified
        setattr(request, DATA_VERSION, state)
        response = self.get_response(request)
        if response.status_code != 200 or not is_cacheable(response):
            return response
        add_headers(response, etag, modified_at)
        if not response.streaming:
            compress(response, encoding)
        # A request may also ask for what changed since a date.
        conditional: Any = get_conditional_response(request, etag, modified_at, response)
        return conditional if conditional.status_code == 304 else response


def get_state(request: HttpRequest) -> State | None:
    """The state of the data, after the request arrived; None if it cannot be read.

    None also in a transaction, all of whose writes have the same revision.
    """
    if not may_cache_responses():
        return None
    if state := request.META.get(STATE):
        return state  # type: ignore[no-any-return]  # of the web server
    try:
        return revision.current()
    except DatabaseError:
        return None  # the view reports it


def may_cache_responses() -> bool:
    return not connection.in_atomic_block


def make_etag(request: HttpRequest, state: State, encoding: str) -> str:
    """The strong entity tag of the response to a request."""
    parts = (
        *(absolute_url(request, request.get_full_path()), request.headers.get("Accept", "")),
        *(encoding, build_id(), str(state.number), str(state.changed_at)),
        midnight().isoformat(),
    )
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=16)
    return f'"{digest.hexdigest()}"'


def get_last_modified(state: State) -> int:
    """When responses last changed, with the data, the code or the day: a Unix time in seconds.

    Rounded up, so that a second change within the same second is one after it.
    """
    changed_at = max(filter(None, (state.changed_at, STARTED_AT, midnight())))
    return math.ceil(changed_at.timestamp())


def midnight() -> datetime:
    """The start of the day: citations name the day of access."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def has_current_copy(request: HttpRequest, etag: str) -> bool:
    """Whether `If-None-Match` names the entity tag, by weak comparison (RFC 9110, 13.1.2)."""
    tags = parse_etags(request.headers.get("If-None-Match", ""))
    return etag in [tag.removeprefix("W/") for tag in tags]


def is_cacheable(response: HttpResponse) -> bool:
    """Whether the view has left the validators and `Cache-Control` to the middleware."""
    return ETAG not in response.headers and CONTROL not in response.headers


def add_headers(response: HttpResponse, etag: str, modified_at: int) -> None:
    """Add the headers that a 304 shares with its 200 (RFC 9110, 15.4.5)."""
    response.headers[ETAG] = etag
    if modified_at <= time.time():  # never in the future (RFC 9110, 8.8.2.1)
        response.headers["Last-Modified"] = http_date(modified_at)
    response.headers[CONTROL] = CACHE_CONTROL
    # No response depends on the preferred language: it is in both, or the URL names one.
    response.headers["Vary"] = VARY
