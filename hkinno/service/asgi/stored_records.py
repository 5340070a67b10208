"""Responses to requests for records by their ids, made of stored documents in the event loop.

Django answers first, and says in the environment that it has copied a stored document. Until the
data change, another record of the kind has the same response to an otherwise equal request, but
for the document, its length and coding, and the entity tag.
"""

import re
from typing import Any, NamedTuple

from hkinno.api.negotiation import choose_encoding
from hkinno.api.requests import API
from hkinno.registry.models import record_models
from hkinno.registry.models.ids import SLUG
from hkinno.registry.rest.conditional_requests import compress_content, make_etag
from hkinno.registry.rest.documents import COPIED_TO, fill_placeholders
from hkinno.service.asgi.environ import Environ
from hkinno.service.asgi.request_headers import REQUEST_ID
from hkinno.service.asgi.response import Headers, Response
from hkinno.service.asgi.response_cache import (
    CachedResponse,
    Key,
    Lookup,
    Moment,
    ResponseCache,
)
from hkinno.service.asgi.revision_reader import RevisionReader
from hkinno.service.metrics.requests import ROUTE

PATH = re.compile(f"{API}([a-z-]+)/({SLUG.strip('^$')})/".encode())
CONDITIONS = {b"if-none-match", b"if-modified-since"}
# Whatever its name, an origin gets the same response.
ORIGIN = re.compile(rb"https?://[a-z0-9.-]+(?::[0-9]+)?")
CONTENT_HEADERS = {b"content-length", b"content-encoding", b"etag", REQUEST_ID}
MAX_LENGTH = 30_000  # characters of a document: the event loop waits while it is compressed


class Target(NamedTuple):
    """A requested record, and all else of the request that its response depends on."""

    resource: str
    id: str
    headers: tuple[tuple[bytes, bytes], ...]

    @property
    def kind(self) -> tuple[Any, ...]:
        return self.resource, self.headers


class Head(NamedTuple):
    """What the responses to requests for records of a kind have in common, at a moment."""

    moment: Moment
    headers: Headers
    route: str
    origin: str
    accept: str
    encoding: str


def find_target(key: Key) -> Target | None:
    """The record that a request asks for, if Django need not answer it."""
    method, path, query, headers = key
    match = PATH.fullmatch(path)
    if method != "GET" or query or not match or any(name in CONDITIONS for name, _ in headers):
        return None
    shared = tuple(
        (name, b"" if name == b"origin" and ORIGIN.fullmatch(value) else value)
        for name, value in headers
    )
    return Target(match[1].decode(), match[2].decode(), shared)


def keep_head(cache: ResponseCache, lookup: Lookup, response: Response, environ: Environ) -> None:
    """Keep what is common of the response to a request, if a document was copied into it."""
    target = find_target(lookup.key)
    if not target or target.resource not in record_models():
        return
    if COPIED_TO in environ and response.status == 200:
        cache.heads[target.kind] = Head(
            lookup.moment,
            [header for header in response.headers if header[0] not in CONTENT_HEADERS],
            environ[ROUTE],
            environ[COPIED_TO],
            environ.get("HTTP_ACCEPT", ""),
            choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")),
        )


async def make_response(
    cache: ResponseCache, lookup: Lookup, reader: RevisionReader
) -> CachedResponse | None:
    """The response to a request that was looked up; None if only Django can make it.

    The document is read with the state of the data, which must be that of the request.
    """
    target = find_target(lookup.key)
    head: Head | None = cache.heads.get(target.kind) if target else None
    if target is None or head is None or head.moment != lookup.moment:
        return None
    reading = await reader.read_documents(target.id)
    if reading is None or reading.state != lookup.moment.state:
        return None
    document = reading.documents.get((target.resource, target.id))
    if document is None or len(document) > MAX_LENGTH:
        return None
    (text,) = fill_placeholders([document], head.origin)
    response = respond(head, f"{head.origin}{lookup.key[1].decode()}", text.encode())
    cache.store(lookup, response, head.route)
    return CachedResponse(lookup.moment, response, head.route)


def respond(head: Head, url: str, content: bytes) -> Response:
    """The response with this head and content."""
    etag = make_etag(url, head.accept, head.encoding, head.moment.state)
    headers = [*head.headers, (b"etag", etag.encode())]
    content, encoding = compress_content(content, head.encoding)
    if encoding:
        headers.append((b"content-encoding", encoding.encode()))
    headers.append((b"content-length", str(len(content)).encode()))
    return Response(200, headers, content)
