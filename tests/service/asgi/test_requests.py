"""How requests are read, limited and passed on."""

import asyncio
import threading
from unittest.mock import AsyncMock, Mock

import pytest
from django.http import HttpResponse

from hkinno.service.asgi import exchange, limits, rate_limit, request_body
from hkinno.service.asgi.rate_limit import RateLimit
from tests.service.asgi.clients import PATH, Client, asgi_application, run_client


def echo(environ):
    return HttpResponse(environ["wsgi.input"].read(), headers={"X-Path": environ["PATH_INFO"]})


def test_body_in_several_parts_reaches_the_view():
    async def post():
        headers = [(b"transfer-encoding", b"chunked")]
        client = Client(asgi_application(echo), method="POST", headers=headers)
        return await client.send_body(b"ab", more_body=True).send_body(b"c").run()

    client = asyncio.run(post())

    assert (client.status, client.body, client.is_complete) == (200, b"abc", True)


def test_malformed_body_is_a_bad_request():
    """The server reports it as a client that has left before its body was complete."""
    client = Client(asgi_application(echo), method="POST").send_body(b"ab", more_body=True)

    asyncio.run(client.leave().run())

    assert (client.status, client.is_complete) == (400, True)
    assert b'"bad-request"' in client.body


def test_environment_has_what_the_request_says():
    environs = []

    def view(environ):
        environs.append(environ)
        return HttpResponse()

    headers = [
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"accept", b"text/csv"),
        (b"accept", b"text/html"),
        (b"x_forwarded_proto", b"https"),
        (b"content-type", b"text/plain"),
        (b"transfer-encoding", b"chunked"),
    ]

    asyncio.run(run_client(asgi_application(view), "/caf%C3%A9", b"abc", headers=headers))

    [environ] = environs
    assert environ["PATH_INFO"] == "/café"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_ACCEPT"] == "text/csv,text/html"
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("text/plain", "3")
    assert environ["REMOTE_ADDR"] == "192.0.2.1"
    assert not {"HTTP_X_FORWARDED_PROTO", "HTTP_TRANSFER_ENCODING"} & environ.keys()


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("/" + "a" * limits.MAX_TARGET_SIZE, [], 414, "uri-too-long"),
        ("/", [(b"x", b"a" * limits.MAX_HEADERS_SIZE)], 431, "headers-too-large"),
        ("/healthz", [(b"x", b"a" * limits.MAX_HEADERS_SIZE)], 431, "headers-too-large"),
        ("/", [(b"content-length", b"%d" % (256 * 1024 + 1))], 413, "content-too-large"),
    ],
)
def test_oversized_requests_are_rejected_before_their_body_is_read(path, headers, status, code):
    client = asyncio.run(Client(asgi_application(), path, headers=headers).run())

    assert client.status == status
    assert f'"code":"{code}"'.encode() in client.body
    assert client.headers["content-type"] == "application/problem+json"


def test_body_of_unknown_length_is_rejected_once_it_is_too_large():
    client = asyncio.run(run_client(asgi_application(), body=b"a" * (256 * 1024 + 1)))

    assert client.status == 413


def test_admin_accepts_larger_bodies_and_rejects_them_with_a_page():
    accepted = asyncio.run(run_client(asgi_application(echo), "/admin/", b"a" * 300_000))
    rejected = asyncio.run(run_client(asgi_application(), "/admin/", b"a" * 10_500_000))

    assert len(accepted.body) == 300_000
    assert rejected.status == 413
    assert b"<h1>Request body too large</h1>" in rejected.body


def test_other_rejections_in_the_admin_are_pages_too():
    path = "/admin/" + "a" * limits.MAX_TARGET_SIZE

    client = asyncio.run(Client(asgi_application(), path).run())

    assert client.status == 414
    assert b"<h1>Query string too long</h1>" in client.body


def test_body_that_does_not_arrive_in_time_is_a_timeout(monkeypatch):
    monkeypatch.setattr(request_body, "BODY_SECONDS", 0.01)

    client = asyncio.run(Client(asgi_application()).send_body(b"a", more_body=True).run())

    assert client.status == 408
    assert b'"code":"request-timeout"' in client.body


def test_requests_above_the_rate_limit_are_told_when_to_try_again(monkeypatch):
    monkeypatch.setattr(rate_limit, "time", Mock(**{"monotonic.return_value": 1000}))
    application = asgi_application(rate_limit=RateLimit(2, 60))

    async def send():
        return [await run_client(application) for _ in range(3)]

    first, second, third = asyncio.run(send())
    other = asyncio.run(run_client(application, peer="192.0.2.2"))

    assert [first.status, second.status, third.status, other.status] == [200, 200, 429, 200]
    assert first.headers["ratelimit-policy"] == '"default";q=2;w=60'
    assert first.headers["ratelimit"] == '"default";r=1;t=30'
    assert second.headers["ratelimit"] == '"default";r=0;t=60'
    assert third.headers["ratelimit"] == '"default";r=0;t=60'
    assert third.headers["retry-after"] == "30"


def test_health_checks_are_not_limited():
    application = asgi_application(rate_limit=RateLimit(1, 60), threads=1)

    async def send():
        return [await Client(application, "/healthz").run() for _ in range(3)]

    assert [client.status for client in asyncio.run(send())] == [200] * 3


def test_client_with_too_many_requests_in_progress_is_rejected(monkeypatch):
    monkeypatch.setattr("hkinno.service.asgi.application.MAX_PENDING", 1)

    async def send():
        application = asgi_application()
        first = Client(application)
        running = asyncio.create_task(first.run())
        await asyncio.sleep(0)
        second = await run_client(application)
        first.send_body()
        await running
        return first.status, second.status, application.pending

    assert asyncio.run(send()) == (200, 429, {})


def test_failure_of_the_application_is_an_internal_server_error(caplog):
    def fail(environ):
        raise RuntimeError("secret")

    client = asyncio.run(run_client(asgi_application(fail)))

    assert client.status == 500
    assert b"secret" not in client.body
    assert "Internal server error: /api/v1/labs/" in caplog.text


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
    request = exchange.Exchange(None, {"path": PATH, "method": "GET"}, None, None, "")

    assert request.response_seconds(Mock(waited_seconds=0)) is None
