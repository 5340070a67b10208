"""Reads the body of a request, within limits of size and time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import IO, Any

from hkinno.service.asgi.limits import BODY_SECONDS

Receive = Callable[[], Awaitable[Any]]
# Of the requests whose bodies are being read.
limits: set[asyncio.Timeout] = set()


class BodyError(Exception):
    """The body cannot be used; `code` is a problem type."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def read_body(receive: Receive, body: IO[bytes], max_size: int) -> int:
    """Write the body of a request to `body`, and return its size in bytes.

    Raises BodyError if it is too large or too slow, ConnectionError if the client has gone.
    """
    try:
        async with asyncio.timeout(BODY_SECONDS) as limit:
            limits.add(limit)
            return await read_parts(receive, body, max_size)
    except TimeoutError as error:
        raise BodyError("request-timeout") from error
    finally:
        limits.discard(limit)


def stop_reading_bodies() -> None:
    """Let the time for all bodies that are being read be over."""
    for limit in limits:
        if not limit.expired():
            limit.reschedule(0)


async def read_parts(receive: Receive, body: IO[bytes], max_size: int) -> int:
    """As `read_body`, without a limit of time."""
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        size += len(message["body"])
        if size > max_size:
            raise BodyError("content-too-large")
        body.write(message["body"])
        if not message.get("more_body"):
            body.seek(0)
            return size
