"""Turns exceptions into problems: REST framework's exception handler and Django's error handlers.

Not drf-standardized-errors: responses must not depend on content negotiation (406) or on a view
(unknown URLs, bad hosts), and carry suggestions.
"""

from typing import Any

from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework.exceptions import MethodNotAllowed, NotAcceptable, UnsupportedMediaType
from rest_framework.renderers import BaseRenderer

from hkinno.api.errors.problem_details import ProblemException, problem_response

RETRY_AFTER_SECONDS = "5"
PROBLEM_BY_EXCEPTION: dict[type[Exception], str] = {
    Http404: "not-found",
    UnsupportedMediaType: "unsupported-media-type",
    IntegrityError: "conflict",
    DataError: "invalid-data",
}


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
    if isinstance(exception, (OperationalError, InterfaceError)):
        headers = {"Retry-After": RETRY_AFTER_SECONDS}
        return problem_response(request, "database-unavailable", headers=headers)
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


def is_admin(request: HttpRequest) -> bool:
    """Whether the request is for the admin, whose errors are HTML pages."""
    return request.path.startswith(reverse("admin:index"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: suspicious operations, above all unknown hosts."""
    if is_admin(request):
        return defaults.bad_request(request, exception)
    return problem_response(request, "bad-request")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404: unknown URLs."""
    if is_admin(request):
        return defaults.page_not_found(request, exception)
    return problem_response(request, "not-found")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. Django logs the error; the response tells nothing about it."""
    if is_admin(request):
        return defaults.server_error(request)
    return problem_response(request, "internal-server-error")
