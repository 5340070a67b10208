"""How long a request may take, and who is given up after that."""

import asyncio
import threading
from unittest.mock import AsyncMock, Mock

import pytest
from django.http import HttpResponse

from hkinno.service.asgi import exchange, limits, request_body
from tests.service.asgi.clients import PATH, Client, asgi_application, run_client


def test_body_that_does_not_arrive_in_time_is_a_timeout(monkeypatch):
    monkeypatch.setattr(request_body, "BODY_SECONDS", 0.01)

    client = asyncio.run(Client(asgi_application()).send_body(b"a", more_body=True).run())

    assert client.status == 408
    assert b'"code":"request-timeout"' in client.body


def test_client_that_does_not_read_is_disconnected(monkeypatch):
    monkeypatch.setattr(exchange, "SEND_SECONDS", 0.01)

    class SilentClient(Client):
        async def receive_response(self, message):
            await super().receive_response(message)
            if message.get("more_body"):
                await asyncio.Event().wait()

    view = asgi_application(lambda environ: HttpResponse(b"a" * 200_000))
    client = asyncio.run(SilentClient(view).send_body().run())

    assert len(client.body) == limits.PIECE_SIZE
    assert not client.is_complete


@pytest.mark.parametrize("query", [b"", b"format=csv"])
def test_read_that_a_database_does_not_answer_in_time_is_given_up(monkeypatch, settings, query):
    """Also if it still waits for a thread, as the first one has the only thread of its client."""
    monkeypatch.setattr(exchange, "HEALTH_CHECK_SECONDS", 0.01)
    monkeypatch.setitem(settings.DATABASES["default"]["OPTIONS"], "response_timeout", 0.1)
    is_answering = threading.Event()

    def view(environ):
        is_answering.wait(60)
        return HttpResponse("late")

    async def get():
        application = asgi_application(view)
        clients = [Client(application).send_body() for _ in range(2)]
        for client in clients:
            client.scope["query_string"] = query
        try:
            return await asyncio.gather(*(client.run() for client in clients))
        finally:
            is_answering.set()

    clients = asyncio.run(get())

    assert [client.status for client in clients] == [503, 503]
    assert clients[0].headers["retry-after"] == "5"
    assert b'"database-unavailable"' in clients[0].body


@pytest.mark.parametrize(
    ("answers", "ends_at", "has_expired", "extensions"),
    [
        (True, 9.0, False, 2),
        (False, 9.0, False, 0),  # the database is frozen
        (True, None, False, 0),  # a change in the admin has begun
        (True, 9.0, True, 0),
    ],
)
def test_limit_of_an_export_is_extended_while_the_database_answers(
    monkeypatch, answers, ends_at, has_expired, extensions
):
    monkeypatch.setattr(exchange, "HEALTH_CHECK_SECONDS", 0)
    limit = Mock(**{"when.return_value": ends_at, "expired.return_value": has_expired})
    database = Mock(answers=AsyncMock(side_effect=[answers, answers, asyncio.CancelledError]))

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(exchange.extend(limit, 25, database))

    assert limit.reschedule.call_count == extensions


def test_write_of_the_admin_is_given_up_only_before_it_has_begun(monkeypatch, settings):
    """The first one has the only thread of its client, and is answered however long it takes."""
    monkeypatch.setattr(exchange, "HEALTH_CHECK_SECONDS", 0.05)
    monkeypatch.setitem(settings.DATABASES["default"]["OPTIONS"], "response_timeout", 0.1)
    can_answer, written = threading.Event(), []

    def view(environ):
        can_answer.wait(60)
        written.append(environ["PATH_INFO"])
        return HttpResponse("saved")

    async def save():
        application = asgi_application(view)
        paths = ("/admin/first/", "/admin/second/")
        tasks = [
            asyncio.create_task(run_client(application, path, method="POST")) for path in paths
        ]
        try:
            second = await tasks[1]
        finally:
            can_answer.set()
        return await tasks[0], second

    first, second = asyncio.run(save())

    assert (first.status, first.body) == (200, b"saved")
    assert (second.status, second.headers["retry-after"]) == (503, "5")
    assert written == ["/admin/first/"]


def test_nothing_ends_without_a_limit(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"]["OPTIONS"], "response_timeout", None)
    request = exchange.Exchange(
        None, {"path": PATH, "method": "GET", "headers": []}, None, None, ""
    )

    assert request.response_seconds(Mock(waited_seconds=0)) is None
