"""`/mcp/`: the tools over Streamable HTTP, without sessions."""

from typing import Any

from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from hkinno.api.errors.exception_handler import method_not_allowed
from hkinno.mcp_server.environ import SHARED_KEYS, outer_environ

PATH = "/mcp/"


@method_decorator(csrf_exempt, "dispatch")  # nothing is written, and no cookie is read
class MCPView(View):
    """Answers each message by itself, so that any process can answer the next one.

    The tools run in the thread of the request, under its limits.
    """

    def post(self, request: HttpRequest) -> HttpResponse:
        return async_to_sync(answer)(request)

    def http_method_not_allowed(
        self, request: HttpRequest, *_args: Any, **_kwargs: Any
    ) -> HttpResponse:
        """Clients take this for a server that sends no messages of its own."""
        return method_not_allowed(request, ["POST", "OPTIONS"])


def make_app() -> Any:
    """The SDK's application.

    The SDK needs a second and 40 MB, so that no command but `serve` imports it before it is used.
    """
    from mcp.server.transport_security import TransportSecuritySettings

    from hkinno.mcp_server.tools import server

    return server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        # Django checks the header Host, and nothing here depends on who asks.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )


async def answer(request: HttpRequest) -> HttpResponse:
    """The response of the SDK to a request."""
    outer_environ.set({key: request.META[key] for key in SHARED_KEYS if key in request.META})
    app = make_app()
    messages: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        messages.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async with app.router.lifespan_context(app):
        await app(make_scope(request), receive, send)
    start, *rest = messages
    response = HttpResponse(
        b"".join(message.get("body", b"") for message in rest), status=start["status"]
    )
    for name, value in start["headers"]:
        response[name.decode("latin-1")] = value.decode("latin-1")
    return response


def make_scope(request: HttpRequest) -> dict[str, Any]:
    """The ASGI scope of a request."""
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in request.headers.items()
        ],
        "client": (request.META["REMOTE_ADDR"], 0),
        "server": (request.META["SERVER_NAME"], int(request.META["SERVER_PORT"])),
    }
