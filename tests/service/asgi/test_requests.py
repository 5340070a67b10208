"""How requests are read, limited and passed on."""

import asyncio
from unittest.mock import Mock

import pytest
from django.http import HttpResponse

from hkinno.service.asgi import limits, rate_limit
from hkinno.service.asgi.rate_limit import RateLimit
from tests.service.asgi.clients import Client, asgi_application, run_client


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


def test_static_files_do_not_count_towards_the_rate_limit():
    application = asgi_application(rate_limit=RateLimit(1, 60))

    async def send():
        paths = ["/static/site/site.css", "/en/", "/en/", "/static/site/site.css"]
        return [await run_client(application, path) for path in paths]

    before, page, rejected, after = asyncio.run(send())

    assert [before.status, page.status, rejected.status, after.status] == [200, 200, 429, 200]
    assert "ratelimit" not in after.headers


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
