"""Every error in one format, RFC 9457, in the language that the client prefers."""

from collections.abc import Iterable, Mapping
from itertools import islice

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.functional import Promise
from rest_framework.exceptions import APIException

from hkinno.api.errors.field_errors import MAX_ERRORS, FieldError
from hkinno.api.errors.problem_types import PROBLEM_TYPES
from hkinno.api.requests import absolute_url, prefer_supported_language

CONTENT_TYPE = "application/problem+json"
LANGUAGE_TAGS = {"zh-hant": "zh-Hant"}  # Django writes them in lower case, BCP 47 does not
# Codes of field errors that are problem types of their own.
PARAMETER_PROBLEMS = ("incompatible-parameters", "limit-exceeded")


class ProblemException(APIException):
    """Raised in a view to answer with the problem type `code` of `PROBLEM_TYPES`."""

    def __init__(
        self,
        code: str,
        detail: str | Promise | None = None,
        errors: Iterable[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code=code)
        self.message = detail or PROBLEM_TYPES[code].title
        self.status_code = PROBLEM_TYPES[code].status
        self.code = code
        self.errors = list(errors)
        self.headers = headers or {}


def invalid_parameters(errors: list[FieldError]) -> ProblemException:
    """The exception for errors in query parameters (400).

    Its problem type is that of the errors if all have the same of `PARAMETER_PROBLEMS`, otherwise
    `invalid-parameter`.
    """
    first, *others = {error.code for error in errors}
    code = first if first in PARAMETER_PROBLEMS and not others else "invalid-parameter"
    return ProblemException(code, " ".join(error.detail for error in errors), errors)


def raise_invalid_parameters(errors: Iterable[FieldError]) -> None:
    """Raise `invalid_parameters` if there are any errors, with the first ones.

    The others are not made, if that takes work: a list of values may have hundreds.
    """
    if first_errors := list(islice(errors, MAX_ERRORS)):
        raise invalid_parameters(first_errors)


def problem_response(
    request: HttpRequest,
    code: str,
    detail: str | Promise | None = None,
    errors: Iterable[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A response of the problem type `code`. Needs no view, renderer or database."""
    problem_type = PROBLEM_TYPES[code]
    # From the request, because a middleware may respond before a language was activated.
    prefer_supported_language(request)
    language = translation.get_language_from_request(request, check_path=True)
    with translation.override(language):
        body = {
            "type": absolute_url(request, reverse("problem", args=[code])),
            "title": str(problem_type.title),
            "status": problem_type.status,
            "detail": str(detail or problem_type.explanation),
            "instance": escape_uri_path(request.path),
            "code": code,
            "errors": [error._asdict() for error in errors],
        }
    response = HttpResponse(orjson.dumps(body), CONTENT_TYPE, problem_type.status, headers=headers)
    response["Content-Language"] = LANGUAGE_TAGS.get(language, language)
    patch_vary_headers(response, ["Accept", "Accept-Language"])
    return response
