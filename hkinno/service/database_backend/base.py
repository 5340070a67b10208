"""Django's backend for PostgreSQL, with a limit to the wait for the server's answer.

A server that is stopped (SIGSTOP), or whose disk hangs, keeps its connections open and does not
answer: neither `statement_timeout`, which the server measures, nor `tcp_user_timeout` ends the
wait, and a unix socket has no timeout at all. `OPTIONS` may have
`response_timeout`, in seconds; without it there is none.
"""

from __future__ import annotations

import contextlib
import select
import sys
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, Self, TypeVar, cast

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from psycopg.abc import Params, PQGen
from psycopg.pq import ConnStatus

T = TypeVar("T")

HEALTH_CHECK_SECONDS = 5.0
SYNCHRONOUS_COMMIT = "SyncRepWaitForLSN"  # the function of PostgreSQL that waits
CHECKED_SECONDS = 1.0  # for which a connection that has not been ended is taken to be usable


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that gives up a server which does not complete a command in time."""

    response_timeout: float | None = None  # seconds; None is no limit
    was_given_up = False  # as its server did not answer
    was_read_only = False  # as a server is that is no longer the primary
    is_unreplicated = False  # a commit that no standby has confirmed

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Wait for an operation.

        Raises OperationalError, after closing the connection, if the server does not answer; and if
        it has committed what a synchronous standby has not confirmed, and may be lost.
        """
        try:
            result = super().wait(gen, interval, timeout or self.response_timeout)
        except psycopg.errors.ReadOnlySqlTransaction:
            self.was_read_only = True
            raise
        except psycopg.OperationalError as error:
            # An error of the server has a code, and a lost connection another status.
            if error.sqlstate or self.pgconn.status != ConnStatus.OK:
                raise
            self.pgconn.finish()
            self.was_given_up = True
            raise psycopg.OperationalError(
                f"PostgreSQL did not answer within {self.response_timeout} s."
            ) from error
        if self.is_unreplicated:
            self.is_unreplicated = False
            raise psycopg.OperationalError("No standby has confirmed the commit.")
        return result

    def read_notice(self, notice: psycopg.errors.Diagnostic) -> None:
        """Recognise the warning that a commit did not wait for a standby, in any language."""
        self.is_unreplicated |= notice.source_function == SYNCHRONOUS_COMMIT


class PreparingCursor(psycopg.Cursor[Any]):
    """Lets the server prepare each statement, and keep it for the session."""

    def execute(self, query: Any, params: Params | None = None, **_options: Any) -> Self:
        return super().execute(query, params, prepare=True)


class Operations(DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """Django's; without parameters if the server had prepared the statement before."""
        return super().last_executed_query(cursor, sql, params) or str(sql)


class SchemaEditor(DatabaseSchemaEditor):
    """Django's, without a second index for `like` of each text: texts are sorted by bytes."""

    def _create_like_index_sql(self, model: Any, field: Any) -> None:
        return None


class DatabaseWrapper(base.DatabaseWrapper):
    # A module of PEP 249 with another `connect`.
    Database: Any = SimpleNamespace(**vars(psycopg) | {"connect": BoundedConnection.connect})
    SchemaEditorClass = SchemaEditor
    ops_class = Operations
    checked_at = 0.0  # by time.monotonic()
    is_used_by_request = False
    failure = ""  # the error of that request, if it has failed: see `one_failure`

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        for name in ("response_timeout", "pool_mode"):
            params.pop(name, None)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> BoundedConnection:
        connection: BoundedConnection = super().get_new_connection(conn_params)
        connection.response_timeout = self.settings_dict["OPTIONS"].get("response_timeout")
        connection.add_notice_handler(connection.read_notice)
        if connection.prepare_threshold is None and not is_pooled(self):
            connection.prepare_threshold = sys.maxsize  # only by `preparing_cursor`
        return connection

    def preparing_cursor(self) -> Any:
        """A cursor for statements whose best plan is the same for all parameters.

        The server plans them once in a session, but each time where a pooler shares sessions.
        """
        if is_pooled(self):
            return self.cursor()
        self.close_if_health_check_failed()
        self.ensure_connection()
        wrapper: Any = super()  # whose types lack what backends share
        return wrapper._prepare_cursor(PreparingCursor(self.connection))

    def connect(self) -> None:
        """As Django's. Raises the error again with which a request has failed before."""
        if self.failure:
            raise psycopg.OperationalError(self.failure)
        try:
            super().connect()
        except psycopg.OperationalError as error:
            self.fail_request(str(error))
            raise

    def close(self) -> None:
        if self.connection is not None and self.connection.was_given_up:
            self.fail_request("PostgreSQL did not answer an earlier query.")
        super().close()

    def fail_request(self, failure: str) -> None:
        """Let the request that uses this connection not wait for the server a second time."""
        if self.is_used_by_request:
            self.failure = failure

    def chunked_cursor(self) -> Any:
        """A cursor for many rows: on the server, except where it would outlive the transaction."""
        if is_pooled(self) and not self.in_atomic_block:
            return self.cursor()
        return super().chunked_cursor()

    def close_if_health_check_failed(self) -> None:
        """As Django's, but a connection in constant use is asked once a second only."""
        if self.has_been_checked():
            self.health_check_done = True
        elif self.connection is not None and not self.health_check_done:
            super().close_if_health_check_failed()
            self.checked_at = time.monotonic()

    def has_been_checked(self) -> bool:
        """Whether it was usable a moment ago, and the server has not ended it since."""
        connection = cast(BoundedConnection | None, self.connection)
        if connection is None or connection.closed:
            return False
        if time.monotonic() - self.checked_at > CHECKED_SECONDS:
            return False
        # Nothing is to be read from a connection that waits for a query, except its end.
        poll = select.poll()  # unlike `select`, for any number of open files
        poll.register(connection.pgconn.socket, select.POLLIN)
        return not poll.poll(0)

    def is_usable(self) -> bool:
        """Whether a connection kept from an earlier request answers within a few seconds.

        One whose server has refused to write is not, as another server may be the primary by now.
        """
        if self.connection is None:
            return False
        connection = cast(BoundedConnection, self.connection)
        if connection.was_read_only:
            return False
        limit = connection.response_timeout
        connection.response_timeout = limit and min(limit, HEALTH_CHECK_SECONDS)
        try:
            return super().is_usable()
        finally:
            connection.response_timeout = limit
            connection.was_given_up = False  # another one may lead to a server that answers


@contextlib.contextmanager
def one_failure(wrapper: Any) -> Iterator[None]:
    """Let all queries of a request, which the block answers, fail once the server did not answer.

    Each would otherwise wait for it, for as long as the first: Django connects again after an error
    that a view or middleware has handled.
    """
    wrapper.is_used_by_request, wrapper.failure = True, ""
    try:
        yield
    finally:
        wrapper.is_used_by_request, wrapper.failure = False, ""


def is_pooled(connection: Any) -> bool:
    """Whether each transaction of a connection may run in another session of the server."""
    return bool(connection.settings_dict["OPTIONS"].get("pool_mode") == "transaction")
