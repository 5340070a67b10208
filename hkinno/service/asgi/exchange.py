"""One request and its response."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Executor
from contextlib import ExitStack, asynccontextmanager
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from hkinno.api.errors.error_page import RETRY_AFTER_SECONDS
from hkinno.api.middleware import REJECTION, Rejection
from hkinno.api.requests import choose_request_id, current_id, log_request
from hkinno.service.asgi.database_choice import DatabaseChoice
from hkinno.service.asgi.environ import Scope, build_environ
from hkinno.service.asgi.fair_queue import FairQueue, NestedQueue
from hkinno.service.asgi.job import Job
from hkinno.service.asgi.limits import MEMORY_BUFFER_SIZE, PIECE_SIZE, SEND_SECONDS, max_body_size
from hkinno.service.asgi.request_body import BodyError, Receive, read_body
from hkinno.service.asgi.request_headers import REQUEST_ID, read_headers
from hkinno.service.asgi.response import Headers, Response, WSGIApplication, call_wsgi
from hkinno.service.asgi.response_buffer import ResponseBuffer
from hkinno.service.asgi.response_cache import CachedResponse
from hkinno.service.database_backend.base import HEALTH_CHECK_SECONDS
from hkinno.service.metrics.requests import count_request

Send = Callable[[dict[str, Any]], Awaitable[None]]
BODY = "http.response.body"
# Whoever sends one of these in the admin, and leaves, wants it to be done.
METHODS_TO_COMPLETE = {"POST", "PUT", "PATCH", "DELETE"}
logger = logging.getLogger(__name__)


class Exchange:
    """A request received by ASGI, answered by a WSGI application.

    `headers` are added to the response. Sending raises ConnectionError if the client does not read.
    """

    def __init__(
        self,
        application: WSGIApplication,
        scope: Scope,
        receive: Receive,
        send: Send,
        address: str,
    ) -> None:
        self.application, self.scope, self.address = application, scope, address
        self.receive, self.send = receive, send
        self.request_headers = read_headers(scope["headers"])
        self.headers: Headers = []
        self.started_at = time.perf_counter()

    async def answer_inline(self, rejection: Rejection | None = None) -> None:
        """Answer in the event loop, without reading the body."""
        environ = build_environ(self.scope, BytesIO(), 0, self.address)
        environ[REJECTION] = rejection
        status, headers, body = call_wsgi(self.application, environ)
        body.close()
        await self.send_response(Response(status, headers, body.content))

    async def answer_in_thread(
        self,
        database: DatabaseChoice,
        queue: FairQueue | NestedQueue,
        executor: Executor,
        client: str,
    ) -> None:
        """Read the body, wait for a thread of `executor` and answer there.

        Raises CancelledError if the client leaves before the response is complete.
        """
        max_size = max_body_size(self.scope["path"])
        with ExitStack() as stack:
            body = stack.enter_context(SpooledTemporaryFile(MEMORY_BUFFER_SIZE))
            try:
                size = await read_body(self.receive, body, max_size)
            except (BodyError, ConnectionError) as error:
                # granian reports a malformed chunk like a client that has left.
                code = error.code if isinstance(error, BodyError) else "bad-request"
                await self.answer_inline(Rejection(code))
                return
            environ = build_environ(self.scope, body, size, self.address)

            def finish() -> None:
                queue.release(client)
                database.end(job.end_query)

            job = Job(self.application, environ, finish, database)
            task = cast("asyncio.Task[Any]", asyncio.current_task())
            watch = asyncio.create_task(self.watch_client(job, task))
            seconds = self.response_seconds(database)
            is_export = isinstance(queue, NestedQueue)
            try:
                async with time_limit(seconds, database if is_export else None) as limit:
                    await queue.acquire(client)
                    if self.is_to_be_completed():  # once it has begun
                        limit.reschedule(None)
                    stack.pop_all()  # from here on the job closes the body
                    database.begin(job.end_query)
                    executor.submit(job.run)
                    await asyncio.wait([job.response])
            except TimeoutError:
                job.cancel()
                job.response.cancel()
                rejection = Rejection("database-unavailable", int(RETRY_AFTER_SECONDS))
                await self.answer_inline(rejection)
            else:
                await self.send_job(job)
            finally:
                watch.cancel()

    async def watch_client(self, job: Job, task: "asyncio.Task[Any]") -> None:
        """Stop the job, and the task that waits for it, when the client leaves."""
        await self.receive()  # after the body nothing else can come
        if not self.is_to_be_completed():
            job.cancel()
        task.cancel()

    def is_to_be_completed(self) -> bool:
        """Whether the request may write, so that its result matters even without a reader."""
        return self.scope["path"].startswith("/admin/") and (
            self.scope["method"] in METHODS_TO_COMPLETE
        )

    def response_seconds(self, database: DatabaseChoice) -> float | None:
        """In which the response must begin, in a queue or not; None if there is no limit.

        A database that does not answer is given up after RESPONSE_TIMEOUT, and the connection was
        checked before. A write has to begin in that time, and connects after the check.
        """
        limit: float | None = settings.DATABASES[DEFAULT_DB_ALIAS]["OPTIONS"]["response_timeout"]
        if limit is None:
            return None
        if self.is_to_be_completed():
            return max(limit - HEALTH_CHECK_SECONDS, HEALTH_CHECK_SECONDS)
        return limit + HEALTH_CHECK_SECONDS - database.waited_seconds

    async def send_job(self, job: Job) -> None:
        try:
            response = await job.response
        except Exception:
            logger.exception("Internal server error: %s", self.scope["path"])
            await self.answer_inline(Rejection("internal-server-error"))
            return
        job.database.store(response, job.environ)
        await self.send_response(response, job)

    async def answer_from_cache(self, cached: CachedResponse) -> None:
        """Send a response that took no thread, which is logged and counted like others."""
        request_id = choose_request_id(self.request_headers.request_id.decode("latin-1"))
        current_id.set(request_id)  # of this task only
        self.headers.append((REQUEST_ID, request_id.encode()))
        await self.send_response(cached.response)
        method, status = self.scope["method"], cached.response.status
        seconds = time.perf_counter() - self.started_at
        count_request(method, cached.route, status, seconds)
        log_request(method, full_path(self.scope), status, seconds, self.address)

    async def send_response(self, response: Response, job: Job | None = None) -> None:
        headers = [*response.headers, *self.headers]
        await self.send(
            {"type": "http.response.start", "status": response.status, "headers": headers}
        )
        if response.buffer and job:
            await self.send_buffer(response.buffer, job)
            return
        body = response.body
        for start in range(0, len(body) - PIECE_SIZE, PIECE_SIZE):
            await self.send_piece(body[start : start + PIECE_SIZE])
        remainder = max(0, len(body) - 1) // PIECE_SIZE * PIECE_SIZE
        # The server buffers the last piece, and does not wait.
        await self.send({"type": BODY, "body": body[remainder:], "more_body": False})

    async def send_buffer(self, buffer: ResponseBuffer, job: Job) -> None:
        """Send what a job writes until it ends. If it failed, the response remains incomplete."""
        try:
            while True:
                job.progress.clear()
                has_ended = job.has_ended  # before the last read, not after
                if piece := buffer.read(PIECE_SIZE):
                    await self.send_piece(piece)
                elif has_ended:
                    break
                else:
                    await job.progress.wait()
        finally:
            buffer.close()
        if job.error:
            logger.error("Incomplete response: %s", self.scope["path"], exc_info=job.error)
            raise ConnectionAbortedError
        await self.send({"type": BODY, "body": b"", "more_body": False})

    async def send_piece(self, piece: bytes) -> None:
        """Send a part of the body that is not the last one."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self.send({"type": BODY, "body": piece, "more_body": True})
        except TimeoutError as error:
            raise ConnectionAbortedError from error


@asynccontextmanager
async def time_limit(
    seconds: float | None, extending: DatabaseChoice | None
) -> AsyncIterator[asyncio.Timeout]:
    """Raise TimeoutError after `seconds` in the block; later while `extending` answers.

    An export waits for others as long as they take, but for a database no longer than others.
    """
    async with asyncio.timeout(seconds) as limit:
        if seconds is None or extending is None:
            yield limit
            return
        extension = asyncio.create_task(extend(limit, seconds, extending))
        try:
            yield limit
        finally:
            extension.cancel()


async def extend(limit: asyncio.Timeout, seconds: float, database: DatabaseChoice) -> None:
    """Let `limit` end `seconds` after the last time at which the database answered."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(HEALTH_CHECK_SECONDS)
        asked_at = loop.time()
        # A change that has begun in the admin has no limit any more.
        if await database.answers() and limit.when() is not None and not limit.expired():
            limit.reschedule(asked_at + seconds)


def full_path(scope: Scope) -> str:
    """The path and the query, as Django logs them."""
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])
