"""Errors of the admin, whose responses are HTML pages. They need no database."""

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hkinno.api.errors.problem_types import PROBLEM_TYPES

LOCK_NOT_AVAILABLE = "55P03"  # SQLSTATE
RETRY_AFTER_SECONDS = "5"


def error_page(
    status: int, title: str | Promise, detail: str | Promise, retry_after: str = ""
) -> HttpResponse:
    """A page with a title and a paragraph; `retry_after` is in seconds."""
    page = render_to_string("api/admin_error.html", {"title": title, "detail": detail})
    headers = {"Retry-After": retry_after} if retry_after else {}
    return HttpResponse(page, status=status, headers=headers)


def bad_request_page(exception: Exception) -> HttpResponse:
    """The page for a request that Django rejects: 413 if the body is too large, otherwise 400."""
    if isinstance(exception, RequestDataTooBig):
        limits = {
            "file": settings.FILE_UPLOAD_MAX_MEMORY_SIZE / 1_000_000,
            "form": settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1_000_000,
        }
        detail = _("A file may have at most %(file)g MB, and the other fields %(form)g MB.")
        return error_page(413, PROBLEM_TYPES["content-too-large"].title, detail % limits)
    problem_type = PROBLEM_TYPES["bad-request"]
    is_explained = isinstance(exception, BadRequest)
    return error_page(
        400, problem_type.title, str(exception) if is_explained else problem_type.explanation
    )


def database_error_page(exception: BaseException, method: str | None) -> HttpResponse:
    """The page for an OperationalError: 503, which a curator can repeat."""
    title: str | Promise = _("Another curator is saving")
    detail: str | Promise = _("Nothing of yours was saved. Go back and try again in a moment.")
    if not is_lock_timeout(exception):
        title, detail = PROBLEM_TYPES["database-unavailable"][1:]
        if method == "POST" and not sqlstate(exception):  # also if the answer to a commit was lost
            detail = _(
                "The database did not answer. If you were saving, it is not certain whether your "
                "changes were saved: open the record or the list again before you repeat them."
            )
    return error_page(503, title, detail, RETRY_AFTER_SECONDS)


def is_lock_timeout(exception: BaseException) -> bool:
    """Whether a statement waited longer than `LOCK_TIMEOUT` for another writer."""
    return sqlstate(exception) == LOCK_NOT_AVAILABLE


def sqlstate(exception: BaseException) -> str | None:
    """The code of an error of the server; None if the server did not answer."""
    return getattr(exception.__cause__, "sqlstate", None)
