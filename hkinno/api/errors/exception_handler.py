"""Turns exceptions into problems: REST framework's exception handler and Django's error handlers.

Not drf-standardized-errors: responses must not depend on content negotiation (406) or on a view
(unknown URLs, bad hosts), and carry suggestions.
"""

import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import (
    DEFAULT_DB_ALIAS,
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework.exceptions import MethodNotAllowed, NotAcceptable, UnsupportedMediaType
from rest_framework.renderers import BaseRenderer

from hkinno.api.errors.error_page import (
    RETRY_AFTER_SECONDS,
    bad_request_page,
    database_error_page,
    error_page,
    sqlstate,
)
from hkinno.api.errors.problem_details import ProblemException, problem_response
from hkinno.api.errors.problem_types import PROBLEM_TYPES
from hkinno.api.requests import is_admin

DATABASE_ERRORS = (OperationalError, InterfaceError)
READ_ONLY, QUERY_CANCELED = "25006", "57014"  # SQLSTATE
PROBLEM_BY_EXCEPTION: dict[type[Exception], str] = {
    Http404: "not-found",
    UnsupportedMediaType: "unsupported-media-type",
    IntegrityError: "conflict",
    DataError: "invalid-data",
}


class ReplicaUnavailableError(BaseException):
    """Raised instead of a response with 503, so that another database answers the request.

    Not an Exception, so that no handler makes a response of it.
    """


def handle_exception(exception: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """REST framework's exception handler: a problem, or None to let Django answer with 500."""
    view, request = context["view"], context["request"]
    if isinstance(exception, ProblemException):
        return problem_response(
            request, exception.code, exception.message, exception.errors, exception.headers
        )
    if isinstance(exception, MethodNotAllowed):
        return method_not_allowed(request, view.allowed_methods)
    if isinstance(exception, NotAcceptable):
        return not_acceptable(request, view.get_renderers())
    if is_database_error(exception):
        return database_error(request, exception)
    for exception_class, code in PROBLEM_BY_EXCEPTION.items():
        if isinstance(exception, exception_class):
            return problem_response(request, code)
    return None


def method_not_allowed(request: HttpRequest, methods: list[str]) -> HttpResponse:
    """405 with the allowed methods."""
    allowed = ", ".join(methods)
    detail = _("Allowed methods: %(methods)s.") % {"methods": allowed}
    return problem_response(request, "method-not-allowed", detail, headers={"Allow": allowed})


def not_acceptable(request: HttpRequest, renderers: list[BaseRenderer]) -> HttpResponse:
    """406 with the available media types."""
    formats = ", ".join(str(renderer.media_type) for renderer in renderers)
    detail = _("Available formats: %(formats)s.") % {"formats": formats}
    return problem_response(request, "not-acceptable", detail)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: unknown hosts, bodies that are too large, files that are not wanted."""
    if is_admin(request):
        return bad_request_page(exception)
    is_too_large = isinstance(exception, RequestDataTooBig)
    return problem_response(request, "content-too-large" if is_too_large else "bad-request")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404: unknown URLs."""
    if is_admin(request):
        return defaults.page_not_found(request, exception)
    return problem_response(request, "not-found")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. Django logs the error; the response tells nothing about it."""
    exception = sys.exc_info()[1]
    if exception and is_database_error(exception):
        return database_error(request, exception)
    if is_admin(request):
        return error_page(500, *PROBLEM_TYPES["internal-server-error"][1:])
    return problem_response(request, "internal-server-error")


def is_database_error(exception: BaseException) -> bool:
    """Whether the database cannot be reached, or has become a standby, which refuses to write."""
    return isinstance(exception, DATABASE_ERRORS) or sqlstate(exception) == READ_ONLY


def database_error(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """503 for a database that cannot be reached, or a lock that another writer holds too long.

    Raises ReplicaUnavailableError on a replica, unless the statement takes too long anywhere.
    """
    if connection.alias != DEFAULT_DB_ALIAS and sqlstate(exception) != QUERY_CANCELED:
        raise ReplicaUnavailableError from exception
    if is_admin(request):
        return database_error_page(exception, request.method)
    headers = {"Retry-After": RETRY_AFTER_SECONDS}
    return problem_response(request, "database-unavailable", headers=headers)
