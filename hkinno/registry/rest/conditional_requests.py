"""Conditional requests and compression.

The response to a GET of the API, or of a page, depends on the request, the code, the day and the
data. The entity tag identifies all of these, the data by their revision, which is read for every
request, so that no response is older than what was committed before its request.
"""

import hashlib
import math
import re
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import brotli  # type: ignore[import-untyped]
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_etags
from django.utils.text import compress_sequence, compress_string
from django.utils.translation import gettext as _

from hkinno.api.errors.error_page import RETRY_AFTER_SECONDS
from hkinno.api.errors.problem_details import problem_response
from hkinno.api.negotiation import choose_encoding
from hkinno.api.requests import API, MIN_REVISION, REVISION, absolute_url, required_revision
from hkinno.api.revision_cache import DATA_VERSION
from hkinno.registry import revision
from hkinno.registry.rest.documents import build_id
from hkinno.registry.revision import State

# The state of the data in the WSGI environment, if the web server has read it for the request.
STATE = "hkinno.state"
# Pages show what the API answers, so that they change with the same revision.
CACHED_PATHS = (API, *(f"/{language}/" for language, _name in settings.LANGUAGES))
ETAG, CONTROL = "ETag", "Cache-Control"
# Shared caches revalidate each response, and may answer with an older one while they do so, or for
# a day if the service fails (RFC 5861).
CACHE_CONTROL = "public, max-age=0, stale-while-revalidate=30, stale-if-error=86400"
VARY = "Accept, Accept-Encoding"
ETAG_REVISION = re.compile(r'"(\d{1,18})-[0-9a-f]{32}"')
STARTED_AT = datetime.now(UTC)


class ConditionalRequestMiddleware:
    """Adds the revision and validators to responses of the API and to pages, and compresses them.

    A view that sets `Cache-Control` or `ETag` itself is left alone. Answers 304, and 503 if the
    data are older than the client requires.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(CACHED_PATHS):
            return self.get_response(request)
        is_read = request.method in ("GET", "HEAD")
        state = get_state(request) if is_read else request.META.get(STATE)
        if state is None:
            return self.get_response(request)
        required = required_revision(request.headers.get(MIN_REVISION, ""), request.COOKIES)
        if required is None:
            detail = _("The header Min-Revision must be a number, as in the header Revision.")
            return problem_response(request, "bad-request", detail)
        if state.number < required:
            headers = {"Retry-After": RETRY_AFTER_SECONDS}
            return problem_response(request, "database-unavailable", headers=headers)
        response = self.read(request, state) if is_read else self.get_response(request)
        response.headers[REVISION] = str(state.number)
        return response

    def read(self, request: HttpRequest, state: State) -> HttpResponse:
        encoding = choose_encoding(request.headers.get("Accept-Encoding", ""))
        url = absolute_url(request, request.get_full_path())
        etag = make_etag(url, request.headers.get("Accept", ""), encoding, state)
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


def make_etag(url: str, accept: str, encoding: str, state: State) -> str:
    """The strong entity tag of the response to a request, which begins with the revision."""
    parts = (
        *(url, accept, encoding, build_id(), str(state.number), str(state.changed_at)),
        midnight().isoformat(),
    )
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=16)
    return f'"{state.number}-{digest.hexdigest()}"'


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


MIN_COMPRESSED_SIZE = 1024  # bytes
BROTLI_QUALITY = 4  # of 11: about as fast as gzip, and smaller
# Types of content that is not compressed already.
COMPRESSIBLE = re.compile(r"text/|application/(?!vnd\.(?:openxml|apache\.parquet)|zip)|image/svg")
# A length that varies does not tell what else a page with a secret contains (BREACH).
MAX_RANDOM_BYTES = 100


class CompressionMiddleware:
    """Compresses what no other middleware has compressed: streams, errors, pages and files."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        response = self.get_response(request)
        if not is_compressible(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        encoding = choose_encoding(request.headers.get("Accept-Encoding", ""))
        # The length of a stream is known only if it is sent as it is.
        if not encoding or (response.streaming and request.method == "HEAD"):
            return response
        if response.streaming:
            compress_stream(response, encoding)
        else:
            compress(response, encoding)
        weaken_etag(response)
        return response


def is_compressible(response: Any) -> bool:
    """Whether compression is worth it, and has not been done."""
    if response.status_code in (204, 206, 304) or response.has_header("Content-Encoding"):
        return False
    size = response.get("Content-Length") if response.streaming else len(response.content)
    is_large = size is None or int(size) >= MIN_COMPRESSED_SIZE
    return is_large and bool(COMPRESSIBLE.match(response.get("Content-Type", "")))


def compress(response: Any, encoding: str) -> None:
    """Compress the content, if it is worth it. Pages that depend on cookies are sent as gzip."""
    max_random_bytes = None
    if encoding and "cookie" in response.get("Vary", "").lower():
        encoding, max_random_bytes = "gzip", MAX_RANDOM_BYTES
    content, encoding = compress_content(response.content, encoding, max_random_bytes)
    if encoding:
        response.content = content
        response.headers["Content-Encoding"] = encoding
        response.headers["Content-Length"] = str(len(content))


def compress_content(
    content: bytes, encoding: str, max_random_bytes: int | None = None
) -> tuple[bytes, str]:
    """The content and its coding: "" if there is none, or compression is not worth it.

    Up to `max_random_bytes` are added to gzip.
    """
    if not encoding or len(content) < MIN_COMPRESSED_SIZE:
        return content, ""
    if encoding == "br":
        return bytes(brotli.compress(content, quality=BROTLI_QUALITY)), encoding
    return compress_string(content, max_random_bytes=max_random_bytes), encoding


def compress_stream(response: Any, encoding: str) -> None:
    """Compress a stream as it is sent."""
    pieces = response.streaming_content
    response.streaming_content = (
        brotli_sequence(pieces) if encoding == "br" else compress_sequence(pieces)
    )
    response.headers["Content-Encoding"] = encoding
    del response.headers["Content-Length"]


def brotli_sequence(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces compressed one by one: by itself, the compressor waits for 8 MB."""
    compressor = brotli.Compressor(quality=BROTLI_QUALITY)
    for piece in pieces:
        yield compressor.process(piece) + compressor.flush()
    yield compressor.finish()


def weaken_etag(response: Any) -> None:
    """The entity tag of the same content in another coding is weak (RFC 9110, 8.8.1)."""
    etag = response.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"
