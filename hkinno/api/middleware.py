"""What is settled before any view: requests that no view should see, and the missing slash."""

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from hkinno.api.errors.problem_details import problem_response

MAX_PARAMETERS = 50
MAX_QUERY_LENGTH = 4096  # bytes
PAGE_PARAMETER = re.compile("(^|&)(page|cursor)=")
MAX_PAGE_LENGTH = 2048  # bytes: a cursor holds the values that its row is ordered by
# The formats of data; messages and pages are in one language.
DATA_MEDIA_TYPES = {
    *("application/json", "application/jsonl", "application/ld+json", "text/csv"),
    *("application/atom+xml", "text/calendar"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DATA_LANGUAGES = "zh-Hant, en"


class HttpResponsePermanentRedirect308(HttpResponsePermanentRedirect):
    """308: like 301, but the method and the body stay."""

    status_code = 308


class AppendSlashMiddleware(CommonMiddleware):
    """Django's, with 308 for an address without its slash."""

    response_redirect_class = HttpResponsePermanentRedirect308


class RequestValidationMiddleware:
    """Refuses what is not text, and queries beyond any need, before anything reads them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        # Room for what the links to other pages add to a query that was answered.
        is_of_page = PAGE_PARAMETER.search(query) is not None
        if len(query) > MAX_QUERY_LENGTH + is_of_page * MAX_PAGE_LENGTH:
            return problem_response(request, "uri-too-long")
        if query.count("&") >= MAX_PARAMETERS + is_of_page:
            detail = _(
                "A request may have at most 50 parameters; separate several values with commas."
            )
            return problem_response(request, "bad-request", detail)
        # Django has decoded the path, and left what it could not as it was encoded.
        if "\0" in request.path_info or "%" in request.path_info or not is_storable_query(query):
            detail = _("The URL must be UTF-8, percent-encoded once, without NUL characters.")
            return problem_response(request, "bad-request", detail)
        return self.get_response(request)


def is_storable_query(query: str) -> bool:
    """Whether a query is UTF-8 that PostgreSQL can hold: no NUL; surrogates are no UTF-8."""
    try:
        # WSGI hands bytes over as Latin-1.
        return "\0" not in unquote_to_bytes(query.encode("latin-1")).decode()
    except UnicodeDecodeError:
        return False


class ContentLanguageMiddleware(LocaleMiddleware):
    """Django's, but for data: it comes in both languages, whoever asks."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.get("Content-Type", "").partition(";")[0] in DATA_MEDIA_TYPES:
            response.headers.setdefault("Content-Language", DATA_LANGUAGES)
            # One address has several formats, for caches to keep apart.
            patch_vary_headers(response, ["Accept"])
            return response
        return super().process_response(request, response)
