"""What all pages share: languages, links to the data, and errors of the API."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hkinno.api.client import APIError, APIRedirect
from hkinno.api.negotiation import FORMAT
from hkinno.api.page_view import CSP, Page
from hkinno.api.renderers.csv import BOM_PARAMETER
from hkinno.api.requests import API, absolute_url
from hkinno.api.sparse_fields import SHAPE_PARAMETERS
from hkinno.registry.models import record_models
from hkinno.site.language import LANGUAGE_TAGS, keep_language_tag, language_tag

LANGUAGE_NAMES = {"en": "English", "zh-hant": "繁體中文"}
LISTS = ("statements", "relations")
PAGE_CSP = CSP.replace("form-action 'none'", "form-action 'self'")  # the search form
# What other sites add to links to recognise their visitors.
TRACKING = re.compile(
    "utm_.*|[a-z]*cl[k]?id|gbraid|wbraid|_g[al]|mc_[ce]id|igshid|_hs(enc|mi)|mtm_.*|pk_.*|vero_id|s_cid"
)
# Parameters of the API that decide in what form it answers: a page has a form of its own.
FORM = {FORMAT, BOM_PARAMETER, *SHAPE_PARAMETERS}


class SitePage(Page):
    """A page in the language of its URL, on what the API answers."""

    content_security_policy = PAGE_CSP
    title: Any = ""
    description: Any = _(
        "Laboratories, programmes, events and figures of Hong Kong's innovation and technology, "
        "each fact with the words that state it."
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if address := address_without_ignored_parameters(request):
            return HttpResponseRedirect(address)
        try:
            with keep_language_tag():
                response = super().get(request, *args, **kwargs)
                return response.render() if isinstance(response, TemplateResponse) else response
        except APIRedirect as redirect:
            path = urlsplit(redirect.location).path
            return HttpResponsePermanentRedirect(page_path(path) or path)
        except APIError as error:
            return error.response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "title": self.title,
            "description": self.description,
            **site_context(self.request),
            **kwargs,
        }


def address_without_ignored_parameters(request: HttpRequest) -> str | None:
    """The path and query without parameters that pages ignore; None if there are none.

    A form sends its empty fields, which would make the address of a view long.
    """
    params = request.GET.copy()
    ignored = [
        name
        for name, values in request.GET.lists()
        if name in FORM or TRACKING.fullmatch(name) or not any(values)
    ]
    for name in ignored:
        del params[name]
    query = params.urlencode()
    return f"{request.path}?{query}".removesuffix("?") if ignored else None


def site_context(request: HttpRequest) -> dict[str, Any]:
    """What the template of every page needs."""
    versions = [
        (code, LANGUAGE_TAGS[code], name, other_language_path(request, code))
        for code, name in LANGUAGE_NAMES.items()
    ]
    return {
        "request": request,
        "lang": language_tag(),
        "canonical": absolute_url(request, request.get_full_path()),
        "versions": [
            (tag, name, path, absolute_url(request, path)) for _code, tag, name, path in versions
        ],
        "default_url": absolute_url(request, versions[0][3]),
        "resources": list(record_models()),
        # What tells which links of the main navigation are current.
        "section": (*request.path.split("/")[:3], request.path.count("/") > 3),
    }


def other_language_path(request: HttpRequest, code: str) -> str:
    """The path and query of this page in a language; that of the home page for other paths."""
    _empty, first, *rest = request.get_full_path().split("/")
    if first not in LANGUAGE_TAGS:
        return f"/{code}/"
    return "/".join(["", code, *rest])


def page_path(api_path: str) -> str | None:
    """The path of the page of an API path in the active language; None if it has no page."""
    if not api_path.startswith(API):
        return None
    segments = api_path.removeprefix(API).strip("/").split("/")
    home = reverse("home")
    if segments == [""]:
        return reverse("developers")
    if segments[0] in record_models() and (len(segments) <= 2 or segments[2:] == ["changes"]):
        return f"{home}{'/'.join(segments)}/"
    if len(segments) == 1 and segments[0] in (*LISTS, "search", "conflicts", "quality"):
        return f"{home}{segments[0]}/"
    return None
