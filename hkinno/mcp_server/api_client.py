"""Requests to the API within the process, through all of its middleware."""

from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from mcp.server.mcpserver.exceptions import ToolError

from hkinno.mcp_server.environ import Environ, outer_environ

NOT_FOUND = "There is no such id. search finds records, get_record lists their statements."


class APIError(ToolError):
    """An answer of the API that is an error, in words that help to correct the call."""


@cache
def get_handler() -> WSGIHandler:
    return WSGIHandler()


async def get(path: str, **parameters: Any) -> Any:
    """The JSON at a path below `/api/v1/`; text of other media types as it is.

    Parameters that are None are left out, a list repeats its parameter. Raises APIError.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    return await sync_to_async(request)("GET", path, urlencode(given, doseq=True))


async def post(path: str, body: Any) -> Any:
    """The JSON answer to a JSON body. Raises APIError."""
    return await sync_to_async(request)("POST", path, "", orjson.dumps(body))


def request(method: str, path: str, query: str, body: bytes = b"") -> Any:
    environ = {
        **(outer_environ.get() or local_environ()),
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": f"/api/v1/{path}",
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_ACCEPT": "*/*",
        "wsgi.input": BytesIO(body),
    }
    response: Any = get_handler().get_response(WSGIRequest(environ))
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.status_code in (301, 308):  # a merged record
        location = urlsplit(response.headers["Location"])
        return request(method, location.path.removeprefix("/api/v1/"), location.query, body)
    if response.status_code >= 400:
        raise APIError(describe_problem(orjson.loads(content)))
    is_json = "json" in response.headers["Content-Type"]
    return orjson.loads(content) if is_json else content.decode()


def local_environ() -> Environ:
    """That of a request from this machine to the address of the service."""
    public = urlsplit(settings.PUBLIC_URL or f"http://{settings.HOST}:{settings.PORT}")
    return {
        "HTTP_HOST": public.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": public.hostname,
        "SERVER_PORT": str(settings.PORT),
        "wsgi.url_scheme": public.scheme,
    }


def describe_problem(problem: dict[str, Any]) -> str:
    """The detail of a problem and of each of its errors, which contain suggestions."""
    errors = problem.get("errors", ())
    if problem["code"] == "not-found" and not errors:
        return NOT_FOUND
    details = [problem["detail"], *(error["detail"] for error in errors)]
    return "\n".join(dict.fromkeys(details))
