"""Lists like others that Django has answered, by their view and with the headers of those.

Most middleware and the checks of REST framework depend on the path, the headers and the names of
parameters only, and take as long as the view, which does all that depends on the values.
"""

import re
import threading
from typing import Any, NamedTuple

import orjson
from cachetools import LRUCache
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from hkinno.api.middleware import REJECTION, RequestValidationMiddleware
from hkinno.api.negotiation import FORMAT, JSONRenderer, is_json
from hkinno.api.query_params import FLAGS
from hkinno.api.requests import HEADER, ORIGIN, REVISION, RequestLogMiddleware
from hkinno.registry.rest.conditional_requests import ETAG, ConditionalRequestMiddleware
from hkinno.registry.rest.list_mixins import LIST_ERROR, QueryOptionsListMixin
from hkinno.service.asgi.environ import Environ
from hkinno.service.asgi.response import WSGIApplication
from hkinno.service.metrics.requests import RequestMetricsMiddleware

# What responses depend on besides the query; with one of the conditions, Django answers.
KEYS = (
    *("PATH_INFO", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST"),
    *("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING"),
)
CONDITIONS = {
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"),
    *("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"),
}
# Parameters that only the view reads; others have the same value in all requests of a shape.
NAME = re.compile(r"[a-z_]+")
CHECKED_PARAMETERS = {FORMAT, *FLAGS}
# Those of each response.
OWN_HEADERS = {ETAG, "Last-Modified", REVISION, "Content-Length", "Content-Encoding", HEADER}
MAX_HEADS = 256
HEAD = "hkinno.list_head"  # the key in the WSGI environment
Shape = tuple[Any, ...]


class Head(NamedTuple):
    """What the responses to requests of a shape have in common."""

    match: ResolverMatch
    headers: list[tuple[str, str]]


class UnlikeHeadError(Exception):
    """Raised if only Django can answer a request."""


class KnownLists:
    """A WSGI application in front of Django's."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application, self.handler = application, ListHandler()
        self.heads: LRUCache[Shape | None, Head] = LRUCache(MAX_HEADS)
        self.lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Any) -> Any:
        shape = find_shape(environ)
        with self.lock:
            environ[HEAD] = self.heads.get(shape)
        if environ[HEAD]:
            try:
                return self.handler(environ, start_response)
            except UnlikeHeadError:
                pass
        response = self.application(environ, start_response)
        if shape and (head := make_head(response)):
            with self.lock:
                self.heads[shape] = head
        return response


def find_shape(environ: Environ) -> Shape | None:
    """What the headers of the response to a request depend on, if Django need not answer it."""
    if environ["REQUEST_METHOD"] != "GET" or environ.get(REJECTION) or CONDITIONS & environ.keys():
        return None
    origin = environ.get("HTTP_ORIGIN")
    is_ordinary = origin is not None and ORIGIN.fullmatch(origin) is not None
    pairs = (part.partition("=") for part in environ["QUERY_STRING"].split("&"))
    parameters = (
        name if NAME.fullmatch(name) and name not in CHECKED_PARAMETERS else (name, value)
        for name, _equals, value in pairs
    )
    return *map(environ.get, KEYS), is_ordinary or origin, *parameters


def make_head(response: Any) -> Head | None:
    """The head of a response of Django, if it is a list as JSON."""
    if not isinstance(response, Response) or response.status_code != 200:
        return None
    context: Any = response.renderer_context  # type: ignore[attr-defined]  # set by the view
    view, request = context["view"], context["request"]
    action = getattr(view, "action", "")  # only of viewsets
    is_list = getattr(type(view), action, None) is QueryOptionsListMixin.list
    if not is_list or view.kwargs or not is_json(request):
        return None
    headers = [(name, value) for name, value in response.items() if name not in OWN_HEADERS]
    return Head(request.resolver_match, headers)


class ListHandler(WSGIHandler):
    """Runs the middleware that depends on more than the shape of a request, and the view."""

    def load_middleware(self, is_async: bool = False) -> None:
        read = RequestValidationMiddleware(ConditionalRequestMiddleware(read_list))
        self._middleware_chain = RequestMetricsMiddleware(
            RequestLogMiddleware(lambda request: add_head(request, read(request)))
        )


def add_head(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response with the headers of its shape. Raises UnlikeHeadError if it is not a list."""
    if response.status_code != 200:
        raise UnlikeHeadError
    head: Head = request.META[HEAD]
    request.resolver_match = head.match
    for name, value in head.headers:
        response.headers[name] = value
    response.headers["Content-Length"] = str(len(response.content))
    return response


def read_list(request: HttpRequest) -> HttpResponse:
    """The response of the view alone. Raises UnlikeHeadError.

    Django's view finds the errors of clients again, in their language, and raises others.
    """
    view_function: Any = request.META[HEAD].match.func
    view = view_function.cls(**view_function.initkwargs)
    view.request, view.action, view.args, view.kwargs = Request(request), "list", (), {}
    view.request.accepted_renderer = JSONRenderer()
    try:
        data = view.list(view.request).data
    except APIException as error:  # perhaps in the language of another request
        raise UnlikeHeadError from error
    except Exception as error:
        request.META[LIST_ERROR] = error
        raise UnlikeHeadError from error
    return HttpResponse(orjson.dumps(data))
