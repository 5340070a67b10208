"""Leads browsers that open the API to its pages, and shows them errors as pages.

A browser is a client that prefers `text/html` to JSON; `*/*` or no `Accept` is a client of the API.
"""

import re
from collections.abc import Callable

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override

from hkinno.api.errors.problem_details import CONTENT_TYPE
from hkinno.api.negotiation import FORMAT
from hkinno.api.requests import is_admin, prefer_supported_language
from hkinno.site.pages.base import PAGE_CSP, page_path, site_context


class BrowserMiddleware:
    """Redirects browsers from the API to the page about the same, and renders problems for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not prefers_html(request) or is_admin(request):
            return self.get_response(request)
        prefer_supported_language(request)
        language = get_language_from_request(request, check_path=True)
        with override(language):
            path = page_path(request.path_info)
        if path and request.method in ("GET", "HEAD") and FORMAT not in request.GET:
            query = request.META.get("QUERY_STRING", "")
            response: HttpResponse = HttpResponseRedirect(f"{path}?{query}" if query else path)
            patch_vary_headers(response, ["Accept", "Accept-Language"])
            return response
        response = self.get_response(request)
        if response.headers.get("Content-Type") != CONTENT_TYPE:
            return response
        with override(language):
            return problem_page(request, response)


def prefers_html(request: HttpRequest) -> bool:
    """Whether the client prefers HTML to JSON."""
    if "text/" not in request.META.get("HTTP_ACCEPT", ""):
        return False
    return request.get_preferred_type(["application/json", "text/html"]) == "text/html"


def address_words(path: str) -> str:
    """The words of the last segment of an address, to search for."""
    *_parents, last = path.strip("/").split("/")
    return " ".join(re.findall(r"\w+", last))


def problem_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The problem of a response as a page, with the same status and headers."""
    problem = orjson.loads(response.content)
    context = site_context(request) | {
        "problem": problem,
        "title": problem["title"],
        "description": problem["detail"],
        "words": address_words(request.path_info),
        "retry_seconds": int(response.headers.get("Retry-After", 0)),
    }
    response.content = render_to_string("site/error.html", context)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    response.headers["Content-Security-Policy"] = PAGE_CSP
    response.headers["Content-Length"] = str(len(response.content))
    patch_vary_headers(response, ["Accept", "Accept-Language"])
    return response
