"""The revision of the data that the client of a request has seen."""

from urllib.parse import parse_qs

from django.conf import settings
from django.http import parse_cookie

from hkinno.api.pagination.cursor import revision_of_cursor
from hkinno.api.requests import API, MIN_REVISION, required_revision
from hkinno.registry.rest.conditional_requests import CACHED_PATHS, ETAG_REVISION
from hkinno.service.asgi.environ import Scope

MIN_REVISION_HEADER = MIN_REVISION.lower().encode()
READ_PATHS = (*CACHED_PATHS, "/sitemap", "/readyz")
# What a query does not hold is sent by POST to these.
POSTED_READ_PATHS = (f"{API}match/", f"{API}reconcile/", "/mcp/")


def seen_revision(scope: Scope) -> int | None:
    """The lowest revision that may answer a request; None if only the primary may.

    The primary answers what may write, and clients that are logged in.
    """
    paths = {"GET": READ_PATHS, "HEAD": READ_PATHS, "POST": POSTED_READ_PATHS}
    if not scope["path"].startswith(paths.get(scope["method"], ())):
        return None
    headers: dict[bytes, bytes] = dict(scope["headers"])
    cookies = parse_cookie(headers[b"cookie"].decode("latin-1")) if b"cookie" in headers else {}
    if settings.SESSION_COOKIE_NAME in cookies:
        return None
    header = headers.get(MIN_REVISION_HEADER, b"").decode("latin-1")
    tags = headers.get(b"if-none-match", b"").decode("latin-1")
    revisions = [required_revision(header, cookies) or 0]
    revisions += map(int, ETAG_REVISION.findall(tags))
    if b"cursor=" in scope["query_string"]:
        cursors = parse_qs(scope["query_string"].decode("latin-1")).get("cursor", [])
        revisions += map(revision_of_cursor, cursors)
    return max(revisions)
