"""What is wrong with a request, part by part, and what the client may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

# Longer than any word or id of ours: comparing costs the product of both lengths.
LONGEST = 100


class Fault(NamedTuple):
    """One thing that is wrong, and in what: a query parameter, or a place in the body."""

    code: str
    detail: str
    parameter: str | None = None
    pointer: str | None = None
    suggestion: str | None = None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The most similar of `known`, case apart, or None where none is similar.

    `id__in` is what is meant by `id`, where there is no such parameter.
    """
    by_lower = {each.lower(): each for each in known}
    if listed := by_lower.get(f"{word.lower()}__in"):
        return listed
    found = get_close_matches(word[:LONGEST].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def wrong_parameter(
    parameter: str, code: str, detail: str, value: str | None = None, known: Iterable[str] = ()
) -> Fault:
    """A fault of a parameter, or of a value of it; with the nearest that is known.

    `detail` may hold `%(parameter)s` and `%(value)s`.
    """
    detail = detail % {"parameter": parameter, "value": value}
    suggestion = nearest(parameter if value is None else value, known)
    if suggestion:
        detail += _(" Did you mean “%(suggestion)s”?") % {"suggestion": suggestion}
    return Fault(code, detail, parameter, suggestion=suggestion)


def unknown_value(parameter: str, value: str, known: Iterable[str]) -> Fault:
    """The fault of a value that is not of its list."""
    detail = _("“%(value)s” is no value of “%(parameter)s”.")
    return wrong_parameter(parameter, "unknown-value", detail, value, known)


def bad_value(parameter: str, value: str, form: str | Promise) -> Fault:
    """The fault of a value that is not of its form; `form` says how it is written."""
    detail = _("“%(value)s” is no value of “%(parameter)s”: %(form)s")
    values = {"value": value, "parameter": parameter, "form": form}
    return Fault("invalid-value", detail % values, parameter)


def repeated(parameter: str) -> Fault:
    """The fault of a parameter that can have one value and is given two."""
    detail = _("“%(parameter)s” is given more than once.")
    return wrong_parameter(parameter, "repeated-parameter", detail)
