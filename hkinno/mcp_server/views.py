"""`/mcp/`: the tools over Streamable HTTP, without sessions."""

from contextvars import ContextVar
from typing import Any

from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from hkinno.api.errors.exception_handler import method_not_allowed

# The request that a tool is called by; None in a process of its own.
outer_request: ContextVar[HttpRequest | None] = ContextVar("outer_request", default=None)


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


async def answer(request: HttpRequest) -> HttpResponse:
    """The response of the SDK's application to a request.

    The SDK needs a second and 40 MB, so that no command but `serve` imports it before it is used.
    """
    from httpx2 import ASGITransport, AsyncClient
    from mcp.server.transport_security import TransportSecuritySettings

    from hkinno.mcp_server.tools import server

    outer_request.set(request)
    app = server.streamable_http_app(
        streamable_http_path=request.path,
        json_response=True,
        stateless_http=True,
        # Django checks the header Host, and nothing here depends on who asks.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    # As bytes, which need not be ASCII.
    headers = [(name.encode(), value.encode("latin-1")) for name, value in request.headers.items()]
    client = AsyncClient(transport=ASGITransport(app), trust_env=False)
    async with app.router.lifespan_context(app), client:
        response = await client.post(
            f"http://localhost{request.path}", content=request.body, headers=headers
        )
    return HttpResponse(
        response.content, status=response.status_code, headers=dict(response.headers)
    )
