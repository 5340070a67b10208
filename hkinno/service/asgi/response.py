"""A response of a WSGI application."""

from collections.abc import Callable
from typing import Any, NamedTuple

from hkinno.service.asgi.environ import Environ
from hkinno.service.asgi.response_buffer import ResponseBuffer

Headers = list[tuple[bytes, bytes]]
# Django's: it returns an HttpResponseBase.
WSGIApplication = Callable[[Environ, Any], Any]


class Response(NamedTuple):
    """A response; if it is streamed, its body is in `buffer`, which may still grow."""

    status: int
    headers: Headers
    body: bytes = b""
    buffer: ResponseBuffer | None = None


def call_wsgi(application: WSGIApplication, environ: Environ) -> tuple[int, Headers, Any]:
    """`(status, headers, body)` of a response; the caller closes the body."""
    start: list[Any] = []
    body = application(environ, lambda *arguments: start.extend(arguments))
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in start[1]
    ]
    return int(start[0][:3]), headers, body
