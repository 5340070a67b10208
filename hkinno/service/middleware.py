"""Answers requests that the server has rejected, so that such answers are like all others."""

from collections.abc import Callable
from typing import NamedTuple

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from hkinno.api.errors.error_page import bad_request_page, error_page, is_admin
from hkinno.api.errors.problem_details import problem_response
from hkinno.api.errors.problem_types import PROBLEM_TYPES

REJECTION = "hkinno.rejection"  # the key in the WSGI environment


class Rejection(NamedTuple):
    """The problem type of a rejected request, and after how many seconds to try again, if ever."""

    code: str
    retry_seconds: int = 0


class RejectionMiddleware:
    """Answers with the problem that is in the WSGI environment; in the admin, with a page.

    Uses neither the database nor the request's body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        rejection: Rejection | None = request.META.get(REJECTION)
        return reject(request, rejection) if rejection else self.get_response(request)


def reject(request: HttpRequest, rejection: Rejection) -> HttpResponse:
    """The response to a rejected request."""
    code, seconds = rejection
    retry_after = str(seconds) if seconds else ""
    if not is_admin(request):
        headers = {"Retry-After": retry_after} if seconds else {}
        return problem_response(request, code, headers=headers)
    if code == "content-too-large":
        return bad_request_page(RequestDataTooBig())
    return error_page(*PROBLEM_TYPES[code], retry_after)
