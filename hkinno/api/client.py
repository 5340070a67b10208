"""Requests to the API in this process: its views answer them, without the middleware."""

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import orjson
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import get_resolver, reverse
from django.utils.translation import get_language

from hkinno.api.middleware import find_view
from hkinno.api.revision_cache import DATA_VERSION, KNOWN_COUNT, RowCount

NOT_COUNTED = RowCount(0, is_exact=False)
Params = dict[str, Any]


class APIError(Exception):
    """The API answered with a problem (RFC 9457)."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


class APIRedirect(Exception):  # noqa: N818 (not an error)
    """The API redirected, to the record that a duplicate was merged into."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def read(
    request: HttpRequest, path: str, params: Params | str = "", count: RowCount | None = None
) -> Any:
    """The JSON that the API answers to `path` with `params`, a query string or a mapping.

    `count` is the number of rows of a list if it is known. Raises APIError and APIRedirect.
    """
    inner = make_request(request, path, params)
    if count:
        setattr(inner, KNOWN_COUNT, count)
    return orjson.loads(check(call_view(inner)).content)


def read_list(
    request: HttpRequest, name: str, params: Params | str = "", count: RowCount | None = None
) -> Any:
    """A list of the API by its name, such as `labs`: see `read`. Raises APIError."""
    return read(request, reverse(f"{name}-list"), params, count)


def read_page(request: HttpRequest, name: str, params: Params) -> Any:
    """A page of a list of the API whose rows are not counted. Raises APIError."""
    return read_list(request, name, params, NOT_COUNTED)


def make_request(
    outer: HttpRequest, path: str, params: Params | str = "", body: bytes | None = None
) -> WSGIRequest:
    """A GET, or a POST of JSON, by the client of another request and in the active language."""
    inner = WSGIRequest(
        {
            **outer.META,
            "REQUEST_METHOD": "GET" if body is None else "POST",
            "PATH_INFO": path,
            "QUERY_STRING": params if isinstance(params, str) else urlencode(params, doseq=True),
            "HTTP_ACCEPT": "*/*",
            "HTTP_ACCEPT_LANGUAGE": get_language() or "en",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body or b"")),
            "wsgi.input": BytesIO(body or b""),
        }
    )
    # Counts are kept per revision of the data, which the middleware has read.
    if state := getattr(outer, DATA_VERSION, None):
        setattr(inner, DATA_VERSION, state)
    return inner


def call_view(request: HttpRequest) -> HttpResponse:
    """The response of a view of the API."""
    view, args, kwargs = find_view(get_resolver(), request.path_info)
    response: HttpResponse = view(request, *args, **kwargs)
    return response.render() if isinstance(response, SimpleTemplateResponse) else response


def check(response: HttpResponse) -> HttpResponse:
    """The response if it is a success. Raises APIError and APIRedirect."""
    if response.status_code >= 400:
        raise APIError(response)
    if response.status_code >= 300:
        raise APIRedirect(response["Location"])
    return response
