"""How streamed responses are buffered, and how requests end when their client leaves."""

import asyncio
import gc
import threading
from unittest.mock import Mock

import psycopg
import pytest
from django.db import DataError, connection, connections
from django.http import HttpResponse, StreamingHttpResponse

from hkinno.service.asgi import response_buffer
from hkinno.service.asgi.job import ClientDisconnectedError, Job
from hkinno.service.asgi.response_buffer import ResponseBuffer
from tests.service.asgi.clients import Client, asgi_application, run_client, wait_until


def test_streamed_response_is_sent_completely():
    pieces = [bytes([number]) * 50_000 for number in range(60)]

    client = asyncio.run(run_client(asgi_application(lambda _: StreamingHttpResponse(pieces))))

    assert client.body == b"".join(pieces)
    assert client.is_complete
    assert ResponseBuffer.total_size == 0


def test_head_of_a_stream_does_not_make_it():
    def pieces():
        raise AssertionError
        yield

    view = asgi_application(lambda _: StreamingHttpResponse(pieces()))
    client = asyncio.run(run_client(view, method="HEAD"))

    assert (client.status, client.body, client.is_complete) == (200, b"", True)


def test_thread_is_free_while_a_client_does_not_read():
    async def run():
        application = asgi_application(
            lambda _: StreamingHttpResponse(b"a" * 100_000 for _ in range(30)), threads=1
        )
        unread = asyncio.Event()

        class SlowClient(Client):
            async def receive_response(self, message):
                await unread.wait()
                await super().receive_response(message)

        slow = SlowClient(application).send_body()
        running = asyncio.create_task(slow.run())
        other = await run_client(application)
        unread.set()
        await running
        return slow, other

    slow, other = asyncio.run(run())

    assert len(other.body) == len(slow.body) == 3_000_000


def test_stream_that_fails_remains_incomplete(caplog):
    def pieces():
        yield b"a"
        raise RuntimeError

    client = asyncio.run(run_client(asgi_application(lambda _: StreamingHttpResponse(pieces()))))

    assert (client.status, client.body, client.is_complete) == (200, b"a", False)
    assert "Incomplete response: /api/v1/labs/" in caplog.text


def test_buffers_have_a_limit_in_total(monkeypatch, caplog):
    monkeypatch.setattr(response_buffer, "MAX_BUFFERED_SIZE", 100_000)
    pieces = [b"a" * 60_000] * 5

    client = asyncio.run(run_client(asgi_application(lambda _: StreamingHttpResponse(pieces))))

    assert not client.is_complete
    assert "BufferFullError" in caplog.text
    assert ResponseBuffer.total_size == 0


def test_stream_ends_when_its_client_leaves():
    ended = threading.Event()

    def pieces():
        try:
            while True:
                yield b"a" * 1000
        finally:
            ended.set()

    async def run():
        application = asgi_application(lambda _: StreamingHttpResponse(pieces()))
        client = Client(application).send_body()
        running = asyncio.create_task(client.run())
        await wait_until(lambda: client.body)
        client.leave()
        await running
        await wait_until(ended.is_set)
        await wait_until(lambda: application.queue.free_slots == 2)
        return client

    assert not asyncio.run(run()).is_complete


def test_request_of_a_client_that_left_is_not_started():
    requests = []
    blocked, released = threading.Event(), threading.Event()

    def view(environ):
        requests.append(environ["REMOTE_ADDR"])
        blocked.set()
        released.wait(60)
        return HttpResponse()

    async def run():
        application = asgi_application(view, threads=1)
        first = asyncio.create_task(run_client(application, peer="192.0.2.1"))
        await wait_until(blocked.is_set)
        gone = Client(application, peer="192.0.2.2").send_body().leave()
        await gone.run()
        released.set()
        await first
        return gone, await run_client(application, peer="192.0.2.3")

    gone, last = asyncio.run(run())

    assert (gone.sent, last.status) == ([], 200)
    assert requests == ["192.0.2.1", "192.0.2.3"]


def sleep_in_database(environ, seconds=600):
    try:
        with connection.cursor() as cursor:
            cursor.execute("select pg_sleep(%s)", [seconds])
        return HttpResponse("slept")
    finally:
        connections.close_all()


def count_sleeping():
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity"
            " where query like 'select pg_sleep%%' and state = 'active'"
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_query_of_a_client_that_left_is_cancelled(caplog):
    async def run():
        application = asgi_application(sleep_in_database)
        client = Client(application).send_body()
        running = asyncio.create_task(client.run())
        while not await asyncio.to_thread(count_sleeping_once):
            await asyncio.sleep(0.01)
        client.leave()
        await running
        await wait_until(lambda: application.queue.free_slots == 2)
        return client.sent

    assert asyncio.run(run()) == []
    assert count_sleeping() == 0
    gc.collect()  # asyncio logs errors that nobody has asked for
    assert caplog.text == ""


def count_sleeping_once():
    try:
        return count_sleeping()
    finally:
        connections.close_all()


@pytest.mark.parametrize(
    ("has_left", "error"), [(False, DataError), (True, ClientDisconnectedError)]
)
def test_failed_query_is_reported_if_its_client_is_there(has_left, error):
    async def run():
        job = Job(lambda environ, start_response: None, {}, lambda: None, Mock())

        def execute(*arguments):
            job.is_cancelled = has_left
            raise DataError

        job.execute_query(execute, "", None, False, {"connection": connection})

    with pytest.raises(error):
        asyncio.run(run())


def test_query_of_an_unreachable_server_counts_as_cancelled():
    async def run():
        job = Job(lambda environ, start_response: None, {}, lambda: None, Mock())
        job.query_connection = Mock(**{"cancel_safe.side_effect": psycopg.OperationalError})
        job.cancel_query()
        return job.query_connection.cancel_safe.called

    assert asyncio.run(run())


@pytest.mark.django_db(transaction=True)
def test_change_in_the_admin_is_completed_without_its_client():
    completed = threading.Event()

    def view(environ):
        sleep_in_database(environ, 0.1)
        completed.set()
        return HttpResponse()

    async def run():
        client = Client(asgi_application(view), "/admin/", method="POST").send_body().leave()
        application = client.application
        # The client leaves after its request was started.
        await asyncio.gather(client.run(), wait_until(completed.is_set))
        await wait_until(lambda: application.queue.free_slots == 2)

    asyncio.run(run())
