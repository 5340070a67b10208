"""Runs one request through Django in a worker thread, and stops it if its client has gone."""

import asyncio
import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from django.core.signals import request_finished
from django.db import connection

from hkinno.api.errors.exception_handler import ReplicaUnavailableError
from hkinno.registry.rest.conditional_requests import STATE
from hkinno.service.asgi.database_choice import DatabaseChoice
from hkinno.service.asgi.environ import Environ
from hkinno.service.asgi.response import Headers, Response, WSGIApplication, call_wsgi
from hkinno.service.asgi.response_buffer import ResponseBuffer
from hkinno.service.database_backend.base import one_failure
from hkinno.service.database_backend.routing import default_connection

CANCEL_SECONDS = 5  # to reach PostgreSQL with the request to cancel a query


class ClientDisconnectedError(BaseException):
    """Raised at the next query of a request whose client has gone.

    Not an Exception, so that no handler makes a response of it.
    """


class Job:
    """A request in Django. `response` is set, in the event loop, when its headers are known.

    `on_end` is called in the event loop when the thread is free again.
    """

    def __init__(
        self,
        application: WSGIApplication,
        environ: Environ,
        on_end: Callable[[], None],
        database: DatabaseChoice,
    ) -> None:
        self.application, self.environ, self.on_end = application, environ, on_end
        self.database = database
        self.loop = asyncio.get_running_loop()
        self.response: asyncio.Future[Response] = self.loop.create_future()
        # A whole response, reported at the end: the event loop is woken up once.
        self.result: Response | None = None
        self.progress = asyncio.Event()  # set when the body has grown or ended
        self.has_ended = False
        self.error: Exception | None = None
        self.is_cancelled = False
        self.query_lock = threading.Lock()
        self.query_connection: psycopg.Connection[Any] | None = None  # while a query runs

    def run(self) -> None:
        """Run the request in the current thread, and report its end even if it fails."""
        try:
            while not self.try_to_respond():
                self.replace_database()
        except Exception as error:
            self.error = error
        finally:
            self.environ["wsgi.input"].close()
            self.has_ended = True
            self.call_in_loop(self.finish)

    def try_to_respond(self) -> bool:
        """Respond, unless the client has gone; False if a replica failed before it had answered."""
        self.environ[STATE] = self.database.state
        with default_connection(self.database.alias):
            try:
                with connection.execute_wrapper(self.execute_query), one_failure(connection):
                    self.respond()
            except (ClientDisconnectedError, ReplicaUnavailableError) as error:
                request_finished.send(sender=type(self))
                return isinstance(error, ClientDisconnectedError)
        return True

    def replace_database(self) -> None:
        """Wait until the event loop has chosen another database."""
        asyncio.run_coroutine_threadsafe(self.database.replace(self.end_query), self.loop).result()
        self.environ["wsgi.input"].seek(0)

    def respond(self) -> None:
        self.check_client()
        status, headers, body = call_wsgi(self.application, self.environ)
        try:
            if not body.streaming:
                self.result = Response(status, headers, body.content)
            elif self.environ["REQUEST_METHOD"] == "HEAD":
                self.result = Response(status, headers)
            else:
                self.stream(status, headers, body)
        finally:
            body.close()

    def stream(self, status: int, headers: Headers, pieces: Iterable[bytes]) -> None:
        buffer = ResponseBuffer()
        self.call_in_loop(self.report, Response(status, headers, buffer=buffer))
        for piece in pieces:
            self.check_client()
            buffer.write(piece)
            self.call_in_loop(self.report)

    def call_in_loop(self, callback: Callable[..., None], *arguments: Any) -> None:
        # The loop is closed once the worker has stopped.
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(callback, *arguments)

    def report(self, response: Response | None = None) -> None:
        """Tell the coroutine that sends the response about its headers, a piece or its end."""
        self.progress.set()
        if self.response.done():
            return
        if response:
            self.response.set_result(response)
        elif self.is_cancelled:  # nobody waits, and asyncio would log an error
            self.response.cancel()
        else:
            self.response.set_exception(self.error or ConnectionAbortedError())

    def finish(self) -> None:
        self.on_end()
        self.report(self.result)

    def check_client(self) -> None:
        """Raises ClientDisconnectedError if nobody waits for the response."""
        if self.is_cancelled:
            raise ClientDisconnectedError

    def execute_query(
        self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """A wrapper of Django's queries, which `cancel` interrupts."""
        with self.query_lock:
            self.check_client()
            self.query_connection = context["connection"].connection
        try:
            return execute(sql, params, many, context)
        except Exception:
            self.check_client()
            raise
        finally:
            # Waits for a cancellation under way: it must not meet the thread's next query.
            with self.query_lock:
                self.query_connection = None

    def cancel(self) -> None:
        """Stop the request at its next query or piece, and the query that runs now."""
        self.is_cancelled = True
        self.loop.run_in_executor(None, self.cancel_query)

    def cancel_query(self) -> None:
        with self.query_lock:
            if self.query_connection is not None:
                # An unreachable server runs no query.
                with contextlib.suppress(psycopg.Error):
                    self.query_connection.cancel_safe(timeout=CANCEL_SECONDS)

    def end_query(self) -> None:
        """End the connection of the query that runs now: its server does not answer."""
        with self.query_lock, contextlib.suppress(psycopg.Error, OSError):  # it has ended
            if self.query_connection is not None:
                with socket.socket(fileno=os.dup(self.query_connection.fileno())) as shared:
                    shared.shutdown(socket.SHUT_RDWR)
