"""Answers requests that the server has rejected, so that such answers are like all others."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse

from hkinno.api.errors.error_page import error_page, is_admin
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
        if rejection is None:
            return self.get_response(request)
        code, seconds = rejection
        if is_admin(request):
            return error_page(*PROBLEM_TYPES[code], str(seconds or ""))
        headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(seconds)} if seconds else {})
        return problem_response(request, code, headers=headers)
