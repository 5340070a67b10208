"""Reading the revision in the event loop."""

import asyncio
import time
from unittest.mock import Mock

import psycopg
import pytest
from django.db import connection

from hkinno.registry import revision
from hkinno.service.asgi import revision_reader
from hkinno.service.asgi.revision_reader import RevisionReader
from hkinno.service.database_backend.base import BoundedConnection
from tests.service.asgi.clients import wait_until

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A loaded machine is slow."""
    monkeypatch.setattr(revision_reader, "READ_SECONDS", 60)


async def connected(reader):
    """Wait until the reader is connected, as it is soon after the first request."""
    assert await reader.read() is None
    await wait_until(lambda: reader.connection)
    return reader


def run(use, staleness=0):
    """Run `use(reader)` with a connected reader."""

    async def main():
        reader = await connected(RevisionReader(staleness))
        try:
            return await use(reader)
        finally:
            reader.close()

    return asyncio.run(main())


def count_queries(monkeypatch):
    """A list that grows with every query of a reader."""
    queries = []
    send_query = RevisionReader.send_query

    def send(reader, connection):
        queries.append(len(reader.waiting))
        send_query(reader, connection)

    monkeypatch.setattr(RevisionReader, "send_query", send)
    return queries


def test_state_is_the_one_that_django_reads():
    assert run(lambda reader: reader.read()) == revision.current()


def test_empty_table_is_the_state_of_a_new_database(monkeypatch):
    monkeypatch.setattr(revision_reader, "QUERY", b"select 1, now(), false where false")

    assert run(lambda reader: reader.read()) == revision.State(0, None)


def test_requests_that_wait_share_the_next_query(monkeypatch):
    queries = count_queries(monkeypatch)

    states = run(lambda reader: asyncio.gather(*(reader.read() for _request in range(5))))

    # The others came after the first query had begun, and could miss what was committed since.
    assert queries == [1, 4]
    assert states == [revision.current()] * 5


def test_state_may_be_as_old_as_the_operator_allows(monkeypatch):
    queries = count_queries(monkeypatch)

    async def read_twice(reader):
        return [await reader.read(), await reader.read()]

    assert run(read_twice, staleness=3600) == [revision.current()] * 2
    assert queries == [1]


def terminate(reader):
    pid = reader.connection.info.backend_pid
    with psycopg.connect(**connection.get_connection_params()) as admin_connection:
        admin_connection.execute("select pg_terminate_backend(%s, 60000)", [pid])


def test_connection_that_has_ended_is_replaced():
    async def read_again(reader):
        terminate(reader)
        assert await reader.read() is None
        async with asyncio.timeout(60):
            while (state := await reader.read()) is None:
                await asyncio.sleep(0.01)
        return state

    assert run(read_again) == revision.current()


def test_connection_that_ends_between_requests_is_noticed():
    async def wait(reader):
        terminate(reader)
        await wait_until(lambda: reader.connection is None)

    run(wait)


def test_only_a_query_that_takes_too_long_ends_the_connection():
    async def look_after(reader, age):
        """Whether the reader still waits when it looks after a query of that age in seconds."""
        reader.asking = [asyncio.get_running_loop().create_future()]
        reader.asked_at = time.monotonic() - age
        reader.end_frozen_query()
        return reader.connection is not None

    async def main(reader):
        await reader.read()
        reader.end_frozen_query()  # of no query
        is_watched = reader.watch is not None
        states = [await look_after(reader, age=59), reader.watch is not None]
        return [is_watched, *states, await look_after(reader, age=61), reader.watch is not None]

    assert run(main) == [False, True, True, False, False]


def test_query_that_fails_leaves_requests_to_django(monkeypatch):
    async def read(reader):
        monkeypatch.setattr(revision_reader, "STATEMENT", b"no_such_statement")
        return await asyncio.gather(*(reader.read() for _request in range(3)))

    assert run(read) == [None] * 3


def test_pooler_gets_no_prepared_statement(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "pool_mode", "transaction")
    monkeypatch.setattr(revision_reader, "STATEMENT", b"no_such_statement")

    assert run(lambda reader: reader.read()) == revision.current()


def test_query_that_takes_too_long_leaves_requests_to_django(monkeypatch):
    monkeypatch.setattr(RevisionReader, "receive", lambda reader, connection: None)
    monkeypatch.setattr(revision_reader, "READ_SECONDS", 0.1)

    states = run(lambda reader: asyncio.gather(*(reader.read() for _request in range(3))))

    assert states == [None] * 3


def test_client_that_leaves_while_it_waits_is_no_error():
    async def read_and_leave(reader):
        leaving = asyncio.create_task(reader.read())
        staying = asyncio.create_task(reader.read())
        await asyncio.sleep(0)
        leaving.cancel()
        return await staying

    assert run(read_and_leave) == revision.current()


def test_database_that_cannot_be_reached_is_tried_again(monkeypatch):
    attempts = []

    def fail(**params):
        attempts.append(params)
        raise psycopg.OperationalError

    monkeypatch.setattr(BoundedConnection, "connect", fail)
    monkeypatch.setattr(revision_reader, "RETRY_SECONDS", 0)

    async def read_twice():
        reader = RevisionReader(0)
        for number in (1, 2):
            assert [await reader.read(), await reader.read()] == [None, None]
            await wait_until(lambda: reader.connecting is None)
            assert len(attempts) == number

    asyncio.run(read_twice())


def test_query_that_cannot_be_sent_leaves_requests_to_django():
    async def read(reader):
        reader.connection.pgconn.finish()
        return await reader.read()

    assert run(read) is None


def test_pooler_without_a_server_is_no_connection(monkeypatch):
    pooled = Mock(**{"execute.side_effect": psycopg.OperationalError})
    monkeypatch.setattr(BoundedConnection, "connect", lambda **params: pooled)

    with pytest.raises(psycopg.OperationalError):
        revision_reader.connect({}, is_prepared=True)
    assert pooled.close.called
