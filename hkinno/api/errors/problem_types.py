"""The problem types of the API: HTTP status, title and explanation of each (RFC 9457)."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ProblemType(NamedTuple):
    """What an error means: shown in the response and on the page that its `type` leads to."""

    status: int
    title: Promise
    explanation: Promise


PROBLEM_TYPES: dict[str, ProblemType] = {
    "bad-request": ProblemType(
        400,
        _("Malformed request"),
        _(
            "The URL, host or query string contains something that no request may contain: bytes "
            "that are not UTF-8, a NUL character, too many parameters, or an unknown host."
        ),
    ),
    "invalid-parameter": ProblemType(
        400,
        _("Invalid query parameter"),
        _(
            "Nothing is ignored: a misspelt filter would otherwise return the whole registry. Each "
            "entry of “errors” names a parameter, says what is wrong with it and, if there is a "
            "close match, suggests it. The OpenAPI document lists the parameters of each endpoint."
        ),
    ),
    "incompatible-parameters": ProblemType(
        400,
        _("Incompatible query parameters"),
        _(
            "Some parameters exclude one another, or are not supported with the requested format. "
            "Each entry of “errors” names one to leave out."
        ),
    ),
    "limit-exceeded": ProblemType(
        400,
        _("Limit exceeded"),
        _(
            "The request asks for too many rows, records, values or levels. Each entry of “errors” "
            "names the limit. Narrow the list, use cursor=*, or download the data dump."
        ),
    ),
    "invalid-data": ProblemType(
        400,
        _("Invalid value"),
        _("The database rejected a value: it is out of range or in the wrong format."),
    ),
    "invalid-body": ProblemType(
        400,
        _("Invalid request body"),
        _(
            "Each entry of “errors” says what is wrong and points to it with a JSON Pointer. "
            "Unknown fields, duplicate keys and JSON that parsers interpret differently are errors."
        ),
    ),
    "not-found": ProblemType(
        404,
        _("Not found"),
        _(
            "Nothing at this URL has or ever had this id, or the page is out of range. What was "
            "deleted or withdrawn answers 410, what was merged or replaced 308."
        ),
    ),
    "method-not-allowed": ProblemType(
        405,
        _("Method not allowed"),
        _("The “Allow” header lists the supported methods."),
    ),
    "not-acceptable": ProblemType(
        406,
        _("No acceptable format"),
        _(
            "Request application/json, or omit the “Accept” header. The OpenAPI document lists the "
            "formats of each endpoint."
        ),
    ),
    "request-timeout": ProblemType(
        408,
        _("Request too slow"),
        _("The request body did not arrive within 10 seconds."),
    ),
    "conflict": ProblemType(
        409,
        _("Conflict with the current state of the registry"),
        _("The request violates a constraint, for example by using an id that already exists."),
    ),
    "gone": ProblemType(
        410,
        _("Deleted or withdrawn"),
        _("This was published and later deleted or withdrawn. A record's id is never reused."),
    ),
    "content-too-large": ProblemType(
        413,
        _("Request body too large"),
        _("A request body may have at most 256 kB. Split it into several requests."),
    ),
    "unsupported-media-type": ProblemType(
        415,
        _("Unsupported media type"),
        _(
            "The “Content-Type” header must name a type listed in the OpenAPI document, in UTF-8. "
            "Compressed bodies are not supported."
        ),
    ),
    "uri-too-long": ProblemType(
        414,
        _("Query string too long"),
        _("A query string may have at most 4096 bytes. Split it into several requests."),
    ),
    "too-many-requests": ProblemType(
        429,
        _("Too many requests"),
        _(
            "This address has sent too many requests, or has too many in progress. The "
            "“Retry-After” header says when to try again. The data dump contains everything."
        ),
    ),
    "headers-too-large": ProblemType(
        431,
        _("Request headers too large"),
        _("The headers of a request may have at most 16 kB."),
    ),
    "internal-server-error": ProblemType(
        500,
        _("Internal server error"),
        _("The error has been logged. The request itself may have been valid."),
    ),
    "database-unavailable": ProblemType(
        503,
        _("Database unavailable"),
        _(
            "The database cannot be reached or is overloaded. The “Retry-After” header says when "
            "to try again."
        ),
    ),
    "not-ready": ProblemType(
        503,
        _("Service not ready"),
        _("Each entry of “errors” names something that the service is still waiting for."),
    ),
}

PROBLEM_CODES = [(code, str(problem_type.status)) for code, problem_type in PROBLEM_TYPES.items()]
