"""The entries of `errors` in a problem: one for each thing that is wrong with a request."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

# Longer than any term or id of the registry: comparing costs the product of both lengths.
MAX_QUOTED_LENGTH = 100


class FieldError(NamedTuple):
    """One error: in a query parameter, or at a place in the body given as a JSON Pointer."""

    code: str
    detail: str
    parameter: str | None = None
    pointer: str | None = None
    suggestion: str | None = None


def closest_match(value: str, known: Iterable[str]) -> str | None:
    """The most similar of `known`, ignoring case; None if none is similar.

    A parameter `id` that is only known as `id__in` suggests that.
    """
    by_lower = {name.lower(): name for name in known}
    if in_lookup := by_lower.get(f"{value.lower()}__in"):
        return in_lookup
    matches = get_close_matches(value[:MAX_QUOTED_LENGTH].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[matches[0]] if matches else None


def parameter_error(
    parameter: str, code: str, detail: str, value: str | None = None, known: Iterable[str] = ()
) -> FieldError:
    """An error in a parameter, or in one of its values, suggesting the closest of `known`.

    `detail` may contain `%(parameter)s` and `%(value)s`.
    """
    detail = detail % {"parameter": parameter, "value": value}
    suggestion = closest_match(parameter if value is None else value, known)
    if suggestion:
        detail += _(" Did you mean “%(suggestion)s”?") % {"suggestion": suggestion}
    return FieldError(code, detail, parameter, suggestion=suggestion)


def invalid_choice(parameter: str, value: str, choices: Iterable[str]) -> FieldError:
    """The error of a value that is not one of `choices`."""
    detail = _("“%(value)s” is not a valid value for “%(parameter)s”.")
    return parameter_error(parameter, "invalid-choice", detail, value, choices)


def invalid_value(parameter: str, value: str, expected: str | Promise) -> FieldError:
    """The error of a value in the wrong format; `expected` describes the right one."""
    detail = _("“%(value)s” is not a valid value for “%(parameter)s”: %(expected)s")
    values = {"value": value, "parameter": parameter, "expected": expected}
    return FieldError("invalid", detail % values, parameter)


def repeated_parameter(parameter: str) -> FieldError:
    """The error of a single-valued parameter that is given several times."""
    detail = _("“%(parameter)s” may be given only once.")
    return parameter_error(parameter, "repeated-parameter", detail)
