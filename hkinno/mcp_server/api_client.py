"""Requests of the tools to the API, by the client that calls them."""

from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from asgiref.sync import sync_to_async
from django.core.handlers.exception import convert_exception_to_response
from mcp.server.mcpserver.exceptions import ToolError

from hkinno.api.client import APIError, APIRedirect, call_view, check, make_request
from hkinno.api.middleware import RequestValidationMiddleware
from hkinno.api.requests import API, local_request
from hkinno.api.revision_cache import DATA_VERSION
from hkinno.mcp_server.views import outer_request
from hkinno.registry.rest.conditional_requests import get_state

NOT_FOUND = "There is no such id. search finds records, get_record lists their statements."
# Arguments are checked as a query of the API, and exceptions answered as there.
handle: Any = convert_exception_to_response(call_view)
respond = RequestValidationMiddleware(handle)


async def get(path: str, **parameters: Any) -> Any:
    """The JSON at a path below `/api/v1/`; text of other media types as it is.

    Parameters that are None are left out, a list repeats its parameter. Raises ToolError.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    return await sync_to_async(request)(f"{API}{path}", urlencode(given, doseq=True))


async def post(path: str, body: Any) -> Any:
    """The JSON answer to a JSON body. Raises ToolError."""
    return await sync_to_async(request)(f"{API}{path}", "", orjson.dumps(body))


def request(path: str, query: str, body: bytes | None = None) -> Any:
    inner = make_request(outer_request.get() or local_request(), path, query, body)
    setattr(inner, DATA_VERSION, get_state(inner))
    try:
        response = check(respond(inner))
    except APIRedirect as redirect:  # a merged record
        location = urlsplit(redirect.location)
        return request(location.path, location.query)
    except APIError as error:
        problem = orjson.loads(error.response.content)
        raise ToolError(describe_problem(problem)) from error
    is_json = "json" in response.headers["Content-Type"]
    return orjson.loads(response.content) if is_json else response.content.decode()


def describe_problem(problem: dict[str, Any]) -> str:
    """The detail of a problem and of each of its errors, which contain suggestions."""
    errors = problem.get("errors", ())
    if problem["code"] == "not-found" and not errors:
        return NOT_FOUND
    details = [problem["detail"], *(error["detail"] for error in errors)]
    return "\n".join(dict.fromkeys(details))
