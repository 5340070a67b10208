"""What a client has written, it reads: whichever replica answers, and when it has logged out."""

import contextlib
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from hkinno.api.requests import REVISION, REVISION_COOKIE, is_admin
from hkinno.registry import revision
from hkinno.registry.rest.conditional_requests import may_cache_responses

COOKIE_SECONDS = 3600  # a replica takes much less to catch up


class WrittenRevisionMiddleware:
    """Adds the revision to what is saved in the admin, in a header and a cookie.

    The cookie is not signed: a client that changes it only chooses what it waits for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_saved = request.method == "POST" and response.status_code < 400 and is_admin(request)
        if is_saved and may_cache_responses():
            # What was saved is not to be saved again.
            with contextlib.suppress(DatabaseError):
                add_revision(response, str(revision.current().number))
        return response


def add_revision(response: HttpResponse, number: str) -> None:
    response.headers[REVISION] = number
    response.set_cookie(
        REVISION_COOKIE,
        number,
        max_age=COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
