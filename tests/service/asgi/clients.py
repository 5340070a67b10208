"""Drives the ASGI application in this process, as a server would."""

import asyncio
from typing import Any
from unittest.mock import AsyncMock, Mock

from django.http import HttpResponse

from hkinno.api.middleware import RejectionMiddleware
from hkinno.service.asgi.application import ASGIApplication
from hkinno.service.asgi.databases import Databases
from hkinno.service.asgi.rate_limit import RateLimit

PATH = "/api/v1/labs/"


def django_application(view):
    """A WSGI application like Django's, whose responses `view` makes of the environment."""

    def application(environ, start_response):
        from django.core.handlers.wsgi import WSGIRequest

        middleware = RejectionMiddleware(lambda request: view(request.META))
        response = middleware(WSGIRequest(environ))
        status = f"{response.status_code} {response.reason_phrase}"
        start_response(status, list(response.items()))
        return response

    return application


def asgi_application(view=lambda environ: HttpResponse("ok"), *, rate_limit=None, **options):
    databases = Databases(Mock(read=AsyncMock(return_value=None)))
    options = {"threads": 2, "client_threads": 1, "databases": databases} | options
    return ASGIApplication(django_application(view), rate_limit or RateLimit(0, 60), **options)


class Client:
    """One request: `messages` are sent by the client, `sent` are those of the application."""

    def __init__(self, application, path=PATH, *, method="GET", headers=(), peer="192.0.2.1"):
        self.application = application
        self.scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"host", b"localhost"), *headers],
            "server": ("127.0.0.1", 8000),
            "client": (peer, 50_000),
        }
        self.messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: list[dict[str, Any]] = []

    def send_body(self, body=b"", *, more_body=False):
        self.messages.put_nowait({"type": "http.request", "body": body, "more_body": more_body})
        return self

    def leave(self):
        self.messages.put_nowait({"type": "http.disconnect"})
        return self

    async def receive_response(self, message):
        self.sent.append(message)

    async def run(self):
        """Wait until the application is done, and return the client."""
        await self.application(self.scope, self.messages.get, self.receive_response)
        return self

    @property
    def status(self):
        return self.sent[0]["status"]

    @property
    def headers(self):
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def body(self):
        return b"".join(message["body"] for message in self.sent[1:])

    @property
    def is_complete(self):
        return bool(self.sent) and self.sent[-1].get("more_body") is False


async def run_client(application, path=PATH, body=b"", **options):
    return await Client(application, path, **options).send_body(body).run()


async def wait_until(condition, seconds=60):
    """Wait until `condition()` is true, and fail if it does not become true."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)
