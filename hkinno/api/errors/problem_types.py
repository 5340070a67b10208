"""What can go wrong: each problem with its status, and what it means to whom it happens."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Problem(NamedTuple):
    """What an error means, to whom it happens: for the answer and for its page."""

    status: int
    title: Promise
    explanation: Promise


PROBLEMS: dict[str, Problem] = {
    "bad-request": Problem(
        400,
        _("The request is not well formed"),
        _(
            "The address, the host or the query holds something that no request may hold: bytes "
            "that are not UTF-8, a NUL, too many parameters, or a host that is not ours."
        ),
    ),
    "invalid-parameter": Problem(
        400,
        _("A parameter is unknown or has a bad value"),
        _(
            "Nothing is ignored: a misspelt filter would otherwise give the whole registry. Each "
            "entry of “errors” names a parameter, says what is wrong with it and, where something "
            "is near, what may have been meant. The parameters of each address are in the "
            "OpenAPI document."
        ),
    ),
    "invalid-data": Problem(
        400,
        _("A value cannot be stored or compared"),
        _("The database refused a value: it is out of range or not of the right form."),
    ),
    "invalid-body": Problem(
        400,
        _("The body is not as documented"),
        _(
            "Each entry of “errors” says what is wrong, and by a JSON Pointer where. A key that is "
            "unknown or stands twice is an error, and so is what only some readers of JSON accept."
        ),
    ),
    "not-found": Problem(
        404,
        _("There is nothing at this address"),
        _(
            "No record has or ever had this id under this address, or the page lies after the "
            "last. An id that was deleted answers 410, one that was merged into another 308."
        ),
    ),
    "method-not-allowed": Problem(
        405,
        _("This method is not possible here"),
        _("The header “Allow” names the methods that are."),
    ),
    "not-acceptable": Problem(
        406,
        _("No format of ours is one that you accept"),
        _(
            "Ask for application/json, or leave out the header “Accept”. The formats of each "
            "address are in the OpenAPI document."
        ),
    ),
    "conflict": Problem(
        409,
        _("The registry holds something that contradicts this"),
        _("A rule of the registry was broken, for example by an id that is taken."),
    ),
    "gone": Problem(
        410,
        _("This record was deleted"),
        _("It was published once and is no longer; its id will never mean anything else."),
    ),
    "body-too-large": Problem(
        413,
        _("The body is too large"),
        _("A body may have 256 kB. Ask in several requests."),
    ),
    "unsupported-media-type": Problem(
        415,
        _("The body is of a type that is not read here"),
        _(
            "The header “Content-Type” has to name the type in the OpenAPI document, in UTF-8, and "
            "the body may not be compressed."
        ),
    ),
    "address-too-long": Problem(
        414,
        _("The query is too long"),
        _("A query may have 4096 bytes. Ask in several requests."),
    ),
    "internal-error": Problem(
        500,
        _("Something went wrong on our side"),
        _("It has been logged. The request itself may have been right."),
    ),
    "unavailable": Problem(
        503,
        _("The registry cannot answer at the moment"),
        _("Its database is out of reach or too busy. “Retry-After” says when to try again."),
    ),
    "not-ready": Problem(
        503,
        _("The service is not ready"),
        _("Each entry of “errors” names something that it still waits for."),
    ),
}

CODES = [(code, str(known.status)) for code, known in PROBLEMS.items()]
