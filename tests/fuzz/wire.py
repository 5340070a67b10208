"""Sends bytes to a server and reads what comes back."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import socket
from dataclasses import dataclass

import brotli

TIMEOUT_SECONDS = 60
RAW_TIMEOUT_SECONDS = 5


@dataclass(frozen=True)
class Response:
    """An answer: header names are lower case. Status 0: the connection was closed without one."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip()


class Wire:
    """A connection that is kept alive if the server agrees."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.socket: socket.socket | None = None

    def send(self, content: bytes, method: str, *, keep: bool) -> Response:
        """Send bytes and read one response. Raises TimeoutError if there is none in time.

        The connection is opened again if the server has closed it meanwhile.
        """
        is_fresh = self.socket is None
        response = self._exchange(content, method)
        if response is None and not is_fresh:
            self.close()
            response = self._exchange(content, method)
        if not keep or response is None or self.will_close:
            self.close()
        return response or Response(0, {}, b"")

    def _exchange(self, content: bytes, method: str) -> Response | None:
        self.socket = self.socket or socket.create_connection(
            (self.host, self.port), TIMEOUT_SECONDS
        )
        self.socket.settimeout(TIMEOUT_SECONDS if method else RAW_TIMEOUT_SECONDS)
        # A server may answer, and close, before it has read everything.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(content)
        parsed = http.client.HTTPResponse(self.socket, method=method)
        try:
            parsed.begin()
            body = parsed.read()
        except (http.client.HTTPException, ConnectionError):
            return None
        finally:
            self.will_close = parsed.will_close
            parsed.close()
        headers = {name.lower(): value for name, value in parsed.getheaders()}
        return Response(parsed.status, headers, decoded(body, headers.get("content-encoding", "")))

    def close(self) -> None:
        if self.socket:
            self.socket.close()
        self.socket = None


def decoded(body: bytes, encoding: str) -> bytes:
    """A body without its content encoding; as it is if it is not what it says."""
    with contextlib.suppress(OSError, EOFError, brotli.error):
        if body and encoding == "gzip":
            return gzip.decompress(body)
        if body and encoding == "br":
            return brotli.decompress(body)
    return body
