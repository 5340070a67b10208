"""Reads the revision of the data in the event loop, with one query for all requests that wait.

The query also reads the stored documents of the records that they ask for.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from hkinno.registry.rest.documents import build_id
from hkinno.registry.revision import State
from hkinno.service.database_backend.base import BoundedConnection, is_pooled

COLUMNS = b"number, changed_at, pg_is_in_recovery()"
STATE_COLUMNS = 3
TABLES = b"(values (1)) one left join public.registry_revision on true"
QUERY = b"select %s from %s" % (COLUMNS, TABLES)
# The current documents of published records, except of duplicates: Django redirects from these.
DOCUMENTS_QUERY = b"""
select %s, resource, record.id, body from %s left join (
    public.registry_record record join public.registry_document document
    on (document.id, document.version, document.build) =
        ('record/' || record.id, record.version, '%s')
)
on record.id = any($1) and record.status = 'published' and record.merged_into_id is null
"""
# Planned once in a session, unless a pooler shares sessions.
STATEMENT, DOCUMENTS_STATEMENT = b"read_revision", b"read_documents"
READ_SECONDS = 5.0  # after which PostgreSQL is taken to be frozen
REPLICA_READ_SECONDS = 2.0  # another server can answer
RETRY_SECONDS = 1  # between two attempts to connect


class Reading(NamedTuple):
    """What one query has read: the state, and documents by resource and id."""

    state: State
    documents: dict[tuple[str, str], str]


Turn = asyncio.Future[Reading | None]


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
        self.asked_at = self.fresh_until = 0.0  # by the monotonic clock
        self.connection: psycopg.Connection[Any] | None = None
        self.descriptor = -1  # of its socket
        self.connecting: asyncio.Task[None] | None = None
        self.waiting: list[Turn] = []  # for the next query
        self.asking: list[Turn] = []  # the running one
        self.wanted: set[str] = set()  # the ids of the records that the next one reads
        self.result: PGresult | None = None
        self.watch: asyncio.TimerHandle | None = None  # one for all queries, as they are many

    def kept_state(self) -> State | None:
        """The state that was read last, unless it is too old."""
        return self.state if time.monotonic() < self.fresh_until else None

    async def read(self) -> State | None:
        """The state of the data after this call, or None if the database is not connected."""
        if state := self.kept_state():
            return state
        reading = await self.ask()
        return reading.state if reading else None

    async def read_documents(self, key: str) -> Reading | None:
        """The state and documents of records, that of `key` among them, as of one later moment.

        None if the database is not connected, or each query would have to be planned.
        """
        return await self.ask({key}) if self.is_prepared else None

    async def ask(self, wanted: Iterable[str] = ()) -> Reading | None:
        """Wait for the result of the next query."""
        loop = asyncio.get_running_loop()
        if self.connection is None:
            if self.connecting is None:
                self.connecting = loop.create_task(self.connect())
            return None
        self.wanted.update(wanted)
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
        wanted, self.wanted = self.wanted, set()
        self.asked_at = time.monotonic()
        if self.watch is None:
            self.watch_query(self.read_seconds)
        try:
            if wanted:
                ids = b"{%s}" % ",".join(wanted).encode()  # none has to be quoted
                connection.pgconn.send_query_prepared(DOCUMENTS_STATEMENT, [ids])
            elif self.is_prepared:
                connection.pgconn.send_query_prepared(STATEMENT, None)
            else:
                connection.pgconn.send_query(QUERY)
            connection.pgconn.flush()
        except psycopg.Error:
            self.close()

    def watch_query(self, seconds: float) -> None:
        """Look after some seconds whether the running query takes too long."""
        self.watch = asyncio.get_running_loop().call_later(seconds, self.end_frozen_query)

    def end_frozen_query(self) -> None:
        """Close the connection if the running query takes too long, or look again when it would."""
        self.watch = None
        seconds = self.asked_at + self.read_seconds - time.monotonic()
        if self.asking and seconds > 0:
            self.watch_query(seconds)
        elif self.asking:
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
        self.answer(Reading(self.state, parse_documents(self.result)))
        if self.waiting:
            self.send_query(connection)

    def answer(self, reading: Reading | None) -> None:
        turns, self.asking = self.asking, []
        for turn in turns:
            if not turn.done():  # cancelled, as its client has left
                turn.set_result(reading)

    def close(self) -> None:
        """Close the connection, and leave all requests that wait to Django."""
        if self.connection:
            asyncio.get_running_loop().remove_reader(self.descriptor)
            self.connection.close()
            self.connection = None
            self.on_lost()
        self.wanted = set()
        self.asking, self.waiting = [*self.asking, *self.waiting], []
        self.answer(None)


def connect(params: dict[str, Any], is_prepared: bool) -> psycopg.Connection[Any]:
    """A connection to a server that answers: a pooler accepts one without a server behind it."""
    connection = BoundedConnection.connect(**params)
    connection.response_timeout = READ_SECONDS
    try:
        connection.execute("set timezone to 'UTC'")
        if is_prepared:
            documents = DOCUMENTS_QUERY % (COLUMNS, TABLES, build_id().encode())
            connection.execute("set plan_cache_mode to force_generic_plan")
            connection.execute(b"prepare %s as %s" % (STATEMENT, QUERY))
            connection.execute(b"prepare %s (text[]) as %s" % (DOCUMENTS_STATEMENT, documents))
    except psycopg.Error:
        connection.close()
        raise
    return connection


def parse_state(result: PGresult) -> State:
    number, changed_at = result.get_value(0, 0), result.get_value(0, 1)
    if number is None or changed_at is None:  # a database without rows
        return State(0, None)
    return State(int(number), datetime.fromisoformat(changed_at.decode()))


def parse_documents(result: PGresult) -> dict[tuple[str, str], str]:
    """The documents of a result, which has no such columns if none were asked for."""
    if result.nfields == STATE_COLUMNS:
        return {}
    rows = (
        [result.get_value(row, STATE_COLUMNS + column) for column in range(3)]
        for row in range(result.ntuples)
    )
    return {
        (resource.decode(), key.decode()): body.decode()
        for resource, key, body in rows
        if resource and key and body
    }
