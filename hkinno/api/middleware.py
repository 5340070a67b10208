"""Middleware for rejected and malformed requests, security headers, slashes and languages."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.locale import LocaleMiddleware
from django.template.response import SimpleTemplateResponse
from django.urls import Resolver404, ResolverMatch, URLResolver, get_resolver
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from hkinno.api.errors.error_page import bad_request_page, error_page
from hkinno.api.errors.problem_details import LANGUAGE_TAGS, problem_response
from hkinno.api.errors.problem_types import PROBLEM_TYPES
from hkinno.api.requests import API, is_admin, prefer_supported_language

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
REJECTION = "hkinno.rejection"  # the key in the WSGI environment
DATA_CSP = "default-src 'none'; frame-ancestors 'none'"
ADMIN_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
        *("magnetometer", "microphone", "midi", "payment", "usb"),
    )
)


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
        if response.status_code == 404:
            redirect = super().process_response(request, response)  # to the page in a language
            if redirect is not response:
                return redirect
        if LANGUAGE_HEADER in response.headers:
            return response
        if media_type in DATA_MEDIA_TYPES:
            response.headers[LANGUAGE_HEADER] = DATA_LANGUAGES
        elif media_type in NEGOTIATED_MEDIA_TYPES:
            super().process_response(request, response)
            language = response.headers[LANGUAGE_HEADER]
            response.headers[LANGUAGE_HEADER] = LANGUAGE_TAGS.get(language, language)
        return response


class SecurityHeadersMiddleware:
    """Sets security headers on every response, and keeps caches from storing errors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 304:  # whose headers replace those of the client's copy
            policy = ADMIN_CSP if is_admin(request) else DATA_CSP
            response.headers.setdefault("Content-Security-Policy", policy)
        is_public = request.path.startswith("/api/")
        response["Cross-Origin-Resource-Policy"] = "cross-origin" if is_public else "same-origin"
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        if response.status_code >= 400:
            response["Cache-Control"] = "no-store"
        return response


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


class APIMiddleware:
    """Runs the views of the API: the middleware after it is for sessions, forms and the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        if not request.path_info.startswith(API):
            return self.get_response(request)
        try:
            request.resolver_match = match = find_view(get_resolver(), request.path_info)
        except Resolver404:
            return self.get_response(request)
        response = match.func(request, *match.args, **match.kwargs)
        return response.render() if isinstance(response, SimpleTemplateResponse) else response


@lru_cache(maxsize=256)  # matches of 5 kB
def find_view(resolver: URLResolver, path: str) -> ResolverMatch:
    """The view for a path: Django tries one pattern after the other. Raises Resolver404."""
    return resolver.resolve(path)
