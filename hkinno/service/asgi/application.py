"""The ASGI application that a worker serves."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from hkinno.api.middleware import Rejection
from hkinno.service.asgi.client_address import Network, client_key, resolve_client_address
from hkinno.service.asgi.database_choice import DatabaseChoice
from hkinno.service.asgi.databases import Databases
from hkinno.service.asgi.environ import Scope
from hkinno.service.asgi.exchange import Exchange, Send
from hkinno.service.asgi.fair_queue import FairQueue, NestedQueue
from hkinno.service.asgi.heartbeat import BEAT_SECONDS, beat, end_when_idle, note_serving
from hkinno.service.asgi.limits import (
    MAX_HEADERS_SIZE,
    MAX_PENDING,
    MAX_TARGET_SIZE,
    max_body_size,
)
from hkinno.service.asgi.rate_limit import RateLimit
from hkinno.service.asgi.request_body import Receive, stop_reading_bodies
from hkinno.service.asgi.request_headers import RequestHeaders
from hkinno.service.asgi.response import WSGIApplication
from hkinno.service.asgi.response_cache import ResponseCache

HEALTH_PATH, STATIC_PATH = "/healthz", "/static/"
# Files of whole lists, which take seconds to make.
EXPORT_FORMAT = re.compile(rb"(?:^|&)format=(?:csv|jsonl|xlsx)(?:&|$)")
EXPORT_MEDIA_TYPE = re.compile(rb"text/csv|application/jsonl|spreadsheetml")


class ASGIApplication:
    """Runs a WSGI application in `threads` threads, none of which ever waits for a client.

    A client gets at most `client_threads` at once, and the exports of all clients half of the
    threads, so that a short request soon finds a free one. Health checks and requests that are
    rejected reach the WSGI application in the event loop, without queueing: it must not use the
    database for them.
    """

    def __init__(
        self,
        application: WSGIApplication,
        rate_limit: RateLimit,
        *,
        threads: int,
        client_threads: int,
        trusted_proxies: Sequence[Network] = (),
        databases: Databases,
        cache: ResponseCache | None = None,
    ) -> None:
        self.application, self.rate_limit = application, rate_limit
        self.databases, self.cache = databases, cache
        self.trusted_proxies = trusted_proxies
        self.executor = ThreadPoolExecutor(threads, "request")
        self.queue = FairQueue(threads, client_threads)
        exports = FairQueue(max(1, threads // 2), client_threads)
        self.export_queue = NestedQueue(exports, self.queue)
        self.pending: Counter[str] = Counter()  # requests by client
        self.exchanges = 0  # requests that are not answered yet, rejected ones too

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            end_when_idle(lambda: not self.exchanges, stop_reading_bodies)
            await run_lifespan(receive, send, self.databases)
            return
        address = self.address(scope)
        exchange = Exchange(self.application, scope, receive, send, address)
        self.exchanges += 1
        try:
            await self.answer(exchange)
        except (asyncio.CancelledError, ConnectionError):
            pass  # the client has gone, and nobody is left to be answered
        finally:
            self.exchanges -= 1

    async def answer(self, exchange: Exchange) -> None:
        client = client_key(exchange.address)
        is_health_check = exchange.scope["path"] == HEALTH_PATH
        rejection = find_oversized_part(exchange.scope, exchange.request_headers)
        if not (rejection or is_health_check):
            rejection = self.limit(client, exchange)
        if rejection or is_health_check:
            await exchange.answer_inline(rejection)
            return
        database = DatabaseChoice(
            self.databases, self.cache, exchange.scope, exchange.request_headers
        )
        if not database.choose_at_once():
            await database.choose()
        if response := await database.find_response():
            await exchange.answer_from_cache(response)
        else:
            self.pending[client] += 1
            try:
                queue = self.export_queue if is_export(exchange.scope) else self.queue
                await exchange.answer_in_thread(database, queue, self.executor, client)
            finally:
                self.pending[client] -= 1
                self.pending += Counter()  # forgets clients without requests

    def limit(self, client: str, exchange: Exchange) -> Rejection | None:
        """Count a request; the rejection if it is one too many.

        Static files do not count: a page that is rejected needs its style sheet.
        """
        if self.pending.get(client, 0) >= MAX_PENDING:
            return Rejection("too-many-requests", 1)
        if not self.rate_limit.requests or exchange.scope["path"].startswith(STATIC_PATH):
            return None
        quota = self.rate_limit.count(client)
        exchange.headers += self.rate_limit.headers(quota)
        if not quota.retry_seconds:
            return None
        return Rejection("too-many-requests", quota.retry_seconds)

    def address(self, scope: Scope) -> str:
        peer = scope["client"][0]
        if not self.trusted_proxies:
            return str(peer)
        forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        return resolve_client_address(
            peer, b",".join(forwarded).decode("latin-1"), self.trusted_proxies
        )


async def run_lifespan(receive: Receive, send: Send, databases: Databases) -> None:
    """Send heartbeats, and watch the databases, from the start of the worker to its end."""
    await receive()
    tasks = [asyncio.create_task(beat()), asyncio.create_task(databases.poll())]
    # The server listens when the event loop runs again.
    asyncio.get_running_loop().call_later(BEAT_SECONDS, note_serving)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    for task in tasks:
        task.cancel()
    await send({"type": "lifespan.shutdown.complete"})


def is_export(scope: Scope) -> bool:
    """Whether a request asks for a list as a file."""
    accepted = dict(scope["headers"]).get(b"accept", b"")
    is_requested = EXPORT_FORMAT.search(scope["query_string"]) or EXPORT_MEDIA_TYPE.search(accepted)
    return is_requested is not None


def find_oversized_part(scope: Scope, headers: RequestHeaders) -> Rejection | None:
    """The rejection of a request whose address, headers or announced body are too large."""
    if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_TARGET_SIZE:
        return Rejection("uri-too-long")
    if headers.size > MAX_HEADERS_SIZE:
        return Rejection("headers-too-large")
    if headers.length and headers.length > max_body_size(scope["path"]):
        return Rejection("content-too-large")
    return None
