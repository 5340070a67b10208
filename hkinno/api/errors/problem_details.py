"""Every error in one shape: RFC 9457, in the language that the client prefers."""

from collections.abc import Iterable, Mapping

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.functional import Promise
from rest_framework.exceptions import APIException

from hkinno.api.errors.field_errors import Fault
from hkinno.api.errors.problem_types import PROBLEMS
from hkinno.api.urls import absolute

CONTENT_TYPE = "application/problem+json"
LANGUAGE_TAGS = {"zh-hant": "zh-Hant"}  # Django writes them in lower case, BCP 47 does not


class Refusal(APIException):
    """Raised anywhere in a view to answer with a problem of the list."""

    def __init__(
        self,
        code: str,
        detail: str | Promise | None = None,
        faults: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or PROBLEMS[code].title, code)
        self.status_code = PROBLEMS[code].status
        self.code = code
        self.faults = list(faults)
        self.headers = headers or {}


def invalid(faults: list[Fault]) -> Refusal:
    """The refusal of parameters: its detail is that of each, one after the other."""
    return Refusal("invalid-parameter", " ".join(fault.detail for fault in faults), faults)


def problem(
    request: HttpRequest,
    code: str,
    detail: str | Promise | None = None,
    faults: Iterable[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer: it needs no view, no renderer and no database."""
    known = PROBLEMS[code]
    # Asked of the request, as a middleware may answer before any language was chosen.
    language = translation.get_language_from_request(request)
    with translation.override(language):
        body = {
            "type": absolute(request, reverse("problem", args=[code])),
            "title": str(known.title),
            "status": known.status,
            "detail": str(detail or known.explanation),
            "instance": escape_uri_path(request.path),
            "code": code,
            "errors": [fault._asdict() for fault in faults],
        }
    response = HttpResponse(orjson.dumps(body), CONTENT_TYPE, known.status, headers=headers)
    response["Content-Language"] = LANGUAGE_TAGS.get(language, language)
    patch_vary_headers(response, ["Accept-Language"])
    return response
