"""From whatever went wrong to a problem: in a view, and where no view was reached.

Written here and not taken from drf-standardized-errors: the answer must not depend on content
negotiation (406), nor on a view (unknown addresses, bad hosts), and carries suggestions.
"""

from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework.exceptions import MethodNotAllowed, NotAcceptable, UnsupportedMediaType
from rest_framework.renderers import BaseRenderer

from hkinno.api.errors.problem_details import Refusal, problem

RETRY_AFTER = "5"  # seconds


def answer(exception: Exception, context: dict) -> HttpResponse | None:
    """REST framework's exception handler: a problem, or None for what is our fault (500)."""
    view, request = context["view"], context["request"]
    if isinstance(exception, Refusal):
        return problem(
            request, exception.code, exception.detail, exception.faults, exception.headers
        )
    if isinstance(exception, MethodNotAllowed):
        return not_allowed(request, view.allowed_methods)
    if isinstance(exception, NotAcceptable):
        return not_acceptable(request, view.get_renderers())
    if isinstance(exception, (OperationalError, InterfaceError)):
        return problem(request, "unavailable", headers={"Retry-After": RETRY_AFTER})
    for kind, code in CODES.items():
        if isinstance(exception, kind):
            return problem(request, code)
    return None


CODES = {
    Http404: "not-found",
    UnsupportedMediaType: "unsupported-media-type",
    IntegrityError: "conflict",
    DataError: "invalid-data",
}


def not_allowed(request: HttpRequest, methods: list[str]) -> HttpResponse:
    """405, with the methods that are possible."""
    allowed = ", ".join(methods)
    detail = _("Possible here: %(methods)s.") % {"methods": allowed}
    return problem(request, "method-not-allowed", detail, headers={"Allow": allowed})


def not_acceptable(request: HttpRequest, renderers: list[BaseRenderer]) -> HttpResponse:
    """406, with the formats that are possible."""
    formats = ", ".join(renderer.media_type for renderer in renderers)
    detail = _("Possible here: %(formats)s.") % {"formats": formats}
    return problem(request, "not-acceptable", detail)


def is_admin(request: HttpRequest) -> bool:
    """Whether a person looks at the admin, whose errors are pages."""
    return request.path.startswith(reverse("admin:index"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: what it found suspicious, a host that is not ours before all."""
    if is_admin(request):
        return defaults.bad_request(request, exception)
    return problem(request, "bad-request")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404: no address of ours."""
    if is_admin(request):
        return defaults.page_not_found(request, exception)
    return problem(request, "not-found")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: logged by Django, told to nobody."""
    return (
        defaults.server_error(request) if is_admin(request) else problem(request, "internal-error")
    )
