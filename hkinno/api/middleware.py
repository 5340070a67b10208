"""Middleware for malformed requests, the trailing slash and the language of data."""

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from hkinno.api.errors.problem_details import LANGUAGE_TAGS, problem_response
from hkinno.api.languages import prefer_supported_language

MAX_PARAMETERS = 50
MAX_QUERY_LENGTH = 4096  # bytes
PAGE_PARAMETER = re.compile("(^|&)(page|cursor)=")
MAX_PAGE_LENGTH = 2048  # bytes: a cursor contains the values that its row is ordered by
# Formats of data, which is always in both languages.
DATA_MEDIA_TYPES = {
    *("application/json", "application/jsonl", "application/ld+json", "text/csv"),
    *("application/atom+xml", "text/calendar", "text/turtle", "application/n-triples"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LANGUAGE_HEADER = "Content-Language"
DATA_LANGUAGES = "zh-Hant, en"
# What is in the language that the client prefers, unless a view names another: pages, and the
# messages for the scripts of the admin.
NEGOTIATED_MEDIA_TYPES = {"text/html", "text/javascript"}


class HttpResponsePermanentRedirect308(HttpResponsePermanentRedirect):
    """308: like 301, but clients repeat the method and the body (RFC 9110, 15.4.9)."""

    status_code = 308


class AppendSlashMiddleware(CommonMiddleware):
    """Redirects a URL without its trailing slash with 308."""

    response_redirect_class = HttpResponsePermanentRedirect308


class RequestValidationMiddleware:
    """Answers 400 or 414 to requests that are not valid text, or whose query is too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        # Links to other pages add to a query that was accepted.
        has_page = PAGE_PARAMETER.search(query) is not None
        if len(query) > MAX_QUERY_LENGTH + has_page * MAX_PAGE_LENGTH:
            return problem_response(request, "uri-too-long")
        if query.count("&") >= MAX_PARAMETERS + has_page:
            detail = _(
                "A request may have at most 50 parameters; separate several values with commas."
            )
            return problem_response(request, "bad-request", detail)
        # Django has decoded the path, except for bytes that are not UTF-8.
        if "\0" in request.path_info or "%" in request.path_info or not is_storable_query(query):
            detail = _("The URL must be UTF-8, percent-encoded once, without NUL characters.")
            return problem_response(request, "bad-request", detail)
        return self.get_response(request)


def is_storable_query(query: str) -> bool:
    """Whether a query string is UTF-8 that PostgreSQL can store: no NUL, no surrogates."""
    try:
        # WSGI passes bytes as Latin-1.
        return "\0" not in unquote_to_bytes(query.encode("latin-1")).decode()
    except UnicodeDecodeError:
        return False


class ContentLanguageMiddleware(LocaleMiddleware):
    """Django's LocaleMiddleware, with our negotiation, for what is in a language of its own.

    A response that names its language is left alone, and files for programs have none.
    """

    def process_request(self, request: HttpRequest) -> None:
        prefer_supported_language(request)
        super().process_request(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if request.path_info.startswith("/api/"):
            # One URL has several formats, also of errors, which caches must keep apart.
            patch_vary_headers(response, ["Accept"])
        media_type = response.get("Content-Type", "").partition(";")[0]
        if LANGUAGE_HEADER in response.headers:
            return response
        if media_type in DATA_MEDIA_TYPES:
            response.headers[LANGUAGE_HEADER] = DATA_LANGUAGES
        elif media_type in NEGOTIATED_MEDIA_TYPES:
            super().process_response(request, response)
            language = response.headers[LANGUAGE_HEADER]
            response.headers[LANGUAGE_HEADER] = LANGUAGE_TAGS.get(language, language)
        return response
