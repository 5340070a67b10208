"""Reads the API in process: pages show exactly what it answers to the same parameters."""

from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils.translation import get_language
from rest_framework.response import Response

from hkinno.api.revision_cache import DATA_VERSION, KNOWN_COUNT, RowCount

API_ROOT = "/api/v1/"
NOT_COUNTED = RowCount(0, is_exact=False)
Params = dict[str, Any]


class ApiError(Exception):
    """The API answered with a problem (RFC 9457)."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


class ApiRedirect(Exception):  # noqa: N818 (not an error)
    """The API redirected, to the record that a duplicate was merged into."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def read(
    request: HttpRequest, path: str, params: Params | str = "", count: RowCount | None = None
) -> Any:
    """The JSON that the API answers to `path` with `params`, a query string or a mapping.

    `count` is the number of rows of a list if it is known. Raises ApiError and ApiRedirect.
    """
    return orjson.loads(get_response(request, path, params, count).content)


def read_list(
    request: HttpRequest, name: str, params: Params | str = "", count: RowCount | None = None
) -> Any:
    """A list of the API by its name, such as `labs`: see `read`. Raises ApiError."""
    return read(request, reverse(f"{name}-list"), params, count)


def read_page(request: HttpRequest, name: str, params: Params) -> Any:
    """A page of a list of the API whose rows are not counted. Raises ApiError."""
    return read_list(request, name, params, NOT_COUNTED)


def get_response(
    request: HttpRequest, path: str, params: Params | str, count: RowCount | None
) -> HttpResponse:
    """The successful response of the API. Raises ApiError and ApiRedirect."""
    query = params if isinstance(params, str) else urlencode(params, doseq=True)
    inner = WSGIRequest(
        {
            **request.META,
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_ACCEPT": "*/*",
            "HTTP_ACCEPT_LANGUAGE": get_language() or "en",
        }
    )
    # Counts are kept per revision of the data, which the middleware has read.
    if state := getattr(request, DATA_VERSION, None):
        setattr(inner, DATA_VERSION, state)
    if count:
        setattr(inner, KNOWN_COUNT, count)
    view, args, kwargs = resolve(path)
    response = view(inner, *args, **kwargs)
    if isinstance(response, Response):
        response.render()
    if response.status_code >= 400:
        raise ApiError(response)
    if response.status_code >= 300:
        raise ApiRedirect(urlsplit(response["Location"]).path)
    return response  # type: ignore[no-any-return]  # views are untyped
