"""What the lists of the protocol are asked with."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.request import Request

from hkinno.api.errors.field_errors import invalid_choice, parameter_error
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.matching.query_hints import MATCHED
from hkinno.matching.reconcile.serializers import STRICTNESS
from hkinno.matching.reconcile.suggest import FURTHEST

TYPES = list(MATCHED)
# OpenRefine's box says these of itself, for a service that is no more; refused, it would be empty.
UNHEARD = {
    "exact": "false",
    "filter": "(all type:labs)",
    "key": "x",
    "lang": "en",
    "prefixed": "true",
    "scoring": "schema",
    "spell": "always",
    "stemmed": "true",
}


def described(name: str, shape: dict[str, Any], description: str, example: Any) -> OpenApiParameter:
    """A parameter in the OpenAPI document."""
    examples = [OpenApiExample(name, example)]
    return OpenApiParameter(name, shape, description=description, examples=examples)


def text(**rules: Any) -> dict[str, Any]:
    """The shape of a text."""
    return {"type": "string", **rules}


def whole(least: int) -> dict[str, Any]:
    """The shape of a number of results."""
    return {"type": "integer", "minimum": least, "maximum": FURTHEST}


SAID = {
    each.name: each
    for each in (
        described("prefix", text(), "What has been typed so far.", "Hong Kong Univ"),
        described("cursor", whole(0), "How many results to leave out: for the next ones.", 10),
        described("limit", whole(1), "How many results at most.", 20),
        described("type", text(enum=[*TYPES, ""]), "A type that results have, or any.", "labs"),
        described(
            "type_strict",
            text(enum=[*STRICTNESS, ""]),
            "Has no effect: a record is of one type.",
            "should",
        ),
        *(
            described(name, text(), "Has no effect: OpenRefine sends it.", example)
            for name, example in UNHEARD.items()
        ),
    )
}


def number(request: Request, name: str, otherwise: int, least: int) -> int:
    """A parameter that is a number within what the document says."""
    given = request.query_params.get(name, str(otherwise))
    is_digits = given.isascii() and given.isdigit() and len(given) < 4
    if not is_digits or not least <= int(given) <= FURTHEST:
        detail = _("“%(value)s” is not a valid value for “%(parameter)s”.")
        raise invalid_parameters([parameter_error(name, "out-of-range", detail, given)])
    return int(given)


def word(request: Request, name: str, known: list[str]) -> str | None:
    """A parameter that is a word of a list; None where it is absent, or empty."""
    given = request.query_params.get(name) or None
    if given is not None and given not in known:
        raise invalid_parameters([invalid_choice(name, given, known)])
    return given
