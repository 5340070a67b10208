"""Reads the revision of the data in the event loop, with one query for all requests that wait."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from hkinno.registry.revision import State
from hkinno.service.database_backend.base import BoundedConnection, is_pooled

QUERY = (
    b"select number, changed_at, pg_is_in_recovery() "
    b"from (values (1)) one left join public.registry_revision on true"
)
STATEMENT = b"read_revision"  # planned once in a session, unless a pooler shares sessions
READ_SECONDS = 5.0  # after which PostgreSQL is taken to be frozen
REPLICA_READ_SECONDS = 2.0  # another server can answer
RETRY_SECONDS = 1  # between two attempts to connect
Turn = asyncio.Future[State | None]


class RevisionReader:
    """Belongs to one event loop, and has a connection of its own to the database `alias`.

    Without a database, requests are left to Django, which reports it. The state may be `staleness`
    seconds old.
    """

    def __init__(
        self,
        staleness: float,
        alias: str = DEFAULT_DB_ALIAS,
        read_seconds: float | None = None,
    ) -> None:
        self.staleness, self.alias = staleness, alias
        self.read_seconds = read_seconds or READ_SECONDS
        self.on_lost: Callable[[], None] = lambda: None  # called when the connection has ended
        self.state = State(0, None)
        self.is_standby = False  # as of the last query
        self.is_prepared = False
        self.asked_at = self.fresh_until = 0.0  # by the clock of the event loop
        self.connection: psycopg.Connection[Any] | None = None
        self.descriptor = -1  # of its socket
        self.connecting: asyncio.Task[None] | None = None
        self.waiting: list[Turn] = []  # for the next query
        self.asking: list[Turn] = []  # the running one
        self.result: PGresult | None = None
        self.timeout: asyncio.TimerHandle | None = None

    async def read(self) -> State | None:
        """The state of the data after this call, or None if the database is not connected."""
        loop = asyncio.get_running_loop()
        if loop.time() < self.fresh_until:
            return self.state
        if self.connection is None:
            if self.connecting is None:
                self.connecting = loop.create_task(self.connect())
            return None
        turn: Turn = loop.create_future()
        self.waiting.append(turn)
        # What was committed after a query began may be missing in its result.
        if not self.asking:
            self.send_query(self.connection)
        return await turn

    async def connect(self) -> None:
        """Connect in a thread. After a failure, the next attempt has to wait."""
        loop = asyncio.get_running_loop()
        try:
            wrapper = connections[self.alias]
            params = wrapper.get_connection_params() | {"autocommit": True}
            self.is_prepared = not is_pooled(wrapper)
            connection = await loop.run_in_executor(None, connect, params, self.is_prepared)
            connection.pgconn.nonblocking = 1
            self.descriptor = connection.fileno()
            loop.add_reader(self.descriptor, self.receive, connection)
            self.connection = connection
        except psycopg.Error:
            await asyncio.sleep(RETRY_SECONDS)
        finally:
            self.connecting = None

    def send_query(self, connection: "psycopg.Connection[Any]") -> None:
        self.asking, self.waiting, self.result = self.waiting, [], None
        loop = asyncio.get_running_loop()
        self.timeout = loop.call_later(self.read_seconds, self.close)
        self.asked_at = loop.time()
        try:
            if self.is_prepared:
                connection.pgconn.send_query_prepared(STATEMENT, None)
            else:
                connection.pgconn.send_query(QUERY)
            connection.pgconn.flush()
        except psycopg.Error:
            self.close()

    def receive(self, connection: "psycopg.Connection[Any]") -> None:
        """Read what PostgreSQL has sent. If it has ended the connection, close that."""
        try:
            connection.pgconn.consume_input()
            while self.asking and not connection.pgconn.is_busy():
                result = connection.pgconn.get_result()
                if result is None:
                    self.finish(connection)
                else:
                    self.result = result
        except psycopg.Error:
            self.close()

    def finish(self, connection: "psycopg.Connection[Any]") -> None:
        """Answer all requests that wait for the query, and send the next one."""
        if self.result is None or self.result.status != ExecStatus.TUPLES_OK:
            self.close()
            return
        self.state = parse_state(self.result)
        self.is_standby = self.result.get_value(0, 2) == b"t"
        self.fresh_until = self.asked_at + self.staleness
        self.answer(self.state)
        if self.waiting:
            self.send_query(connection)

    def answer(self, state: State | None) -> None:
        if self.timeout:
            self.timeout.cancel()
        turns, self.asking = self.asking, []
        for turn in turns:
            if not turn.done():  # cancelled, as its client has left
                turn.set_result(state)

    def close(self) -> None:
        """Close the connection, and leave all requests that wait to Django."""
        if self.connection:
            asyncio.get_running_loop().remove_reader(self.descriptor)
            self.connection.close()
            self.connection = None
            self.on_lost()
        self.asking, self.waiting = [*self.asking, *self.waiting], []
        self.answer(None)


def connect(params: dict[str, Any], is_prepared: bool) -> psycopg.Connection[Any]:
    """A connection to a server that answers: a pooler accepts one without a server behind it."""
    connection = BoundedConnection.connect(**params)
    connection.response_timeout = READ_SECONDS
    try:
        connection.execute("set timezone to 'UTC'")
        if is_prepared:
            connection.execute(b"prepare %s as %s" % (STATEMENT, QUERY))
    except psycopg.Error:
        connection.close()
        raise
    return connection


def parse_state(result: PGresult) -> State:
    number, changed_at = result.get_value(0, 0), result.get_value(0, 1)
    if number is None or changed_at is None:  # a database without rows
        return State(0, None)
    return State(int(number), datetime.fromisoformat(changed_at.decode()))
