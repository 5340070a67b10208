"""Answers requests that the server has rejected, so that such answers are like all others."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template import engines

from hkinno.api.errors.exception_handler import is_admin
from hkinno.api.errors.problem_details import problem_response
from hkinno.api.errors.problem_types import PROBLEM_TYPES

REJECTION = "hkinno.rejection"  # the key in the WSGI environment
PAGE = "<!doctype html><title>{{ problem.title }}</title><h1>{{ problem.title }}</h1>"


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
        headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(seconds)} if seconds else {})
        if is_admin(request):
            problem = PROBLEM_TYPES[code]
            page = engines["django"].from_string(PAGE).render({"problem": problem})
            return HttpResponse(page, status=problem.status, headers=headers)
        return problem_response(request, code, headers=headers)
