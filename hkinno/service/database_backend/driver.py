"""psycopg, with connections that do not wait for a frozen server.

A server that is stopped (SIGSTOP), or whose disk hangs, keeps its connections open and does not
answer: neither `statement_timeout`, which the server measures, nor `tcp_user_timeout` ends the
wait, and a unix socket has no timeout at all.
"""

from __future__ import annotations

from typing import Any, TypeVar

import psycopg
from psycopg import *  # noqa: F403 (a module of PEP 249 with another `connect`)
from psycopg.abc import PQGen
from psycopg.pq import ConnStatus

T = TypeVar("T")


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that gives up a server which does not complete a command in time."""

    response_timeout: float | None = None  # seconds; None is no limit

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Wait for an operation.

        Raises OperationalError, after closing the connection, if the server does not answer.
        """
        try:
            return super().wait(gen, interval, timeout or self.response_timeout)
        except psycopg.OperationalError as error:
            # An error of the server has a code, and a lost connection another status.
            if error.sqlstate or self.pgconn.status != ConnStatus.OK:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(
                f"PostgreSQL did not answer within {self.response_timeout} s."
            ) from error


connect = BoundedConnection.connect
