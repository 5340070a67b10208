"""The entries of `errors` in a problem: one for each thing that is wrong with a request."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

# Longer than any term or id of the registry: comparing costs the product of both lengths.
MAX_QUOTED_LENGTH = 100
MAX_LISTED_VALUES = 50  # of an enumeration, in an error
# What other services call our query parameters.
NAMES_ELSEWHERE = {
    "q": "search query keyword keywords term text s search_query",
    "page_size": "limit per_page perpage pagesize size rows count num max max_results top",
    "page": "p page_number pagenumber offset start skip from",
    "cursor": "after token page_token next_cursor",
    "ordering": "sort sort_by sortby order order_by orderby",
    "fields": "select columns include_fields only",
    "omit": "exclude exclude_fields except",
    "expand": "include embed populate with",
    "format": "f output type_of_output",
    "facets": "facet group_by groupby",
    "prefix": "q query",
    "id__in": "ids",
}
SYNONYMS = {
    synonym: [name for name, synonyms in NAMES_ELSEWHERE.items() if synonym in synonyms.split()]
    for synonym in " ".join(NAMES_ELSEWHERE.values()).split()
}


class FieldError(NamedTuple):
    """One error: in a query parameter, or at a place in the body given as a JSON Pointer."""

    code: str
    detail: str
    parameter: str | None = None
    pointer: str | None = None
    suggestion: str | None = None


def closest_match(value: str, known: Iterable[str]) -> str | None:
    """The name that is meant by an unknown one, ignoring case; None if none is similar.

    That is a name that other services use for it (`limit`), its list (a parameter `id` that is
    only known as `id__in`), or the most similar of `known`.
    """
    by_lower = {name.lower(): name for name in known}
    wanted = value[:MAX_QUOTED_LENGTH].lower()
    for name in (wanted, *SYNONYMS.get(wanted, ()), f"{wanted}__in"):
        if name in by_lower:
            return by_lower[name]
    if wanted in SYNONYMS:
        return None  # a name of something else
    matches = get_close_matches(wanted, by_lower, n=1, cutoff=0.6)
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


def invalid_choice(
    parameter: str, value: str, choices: Collection[str], *, is_listed: bool = True
) -> FieldError:
    """The error of a value that is not one of `choices`, which it lists if they are few.

    With `is_listed=False` it only suggests the closest: ids of records are not an enumeration.
    """
    detail = _("“%(value)s” is not a valid value for “%(parameter)s”.")
    error = parameter_error(parameter, "invalid-choice", detail, value, choices)
    return error._replace(detail=error.detail + (list_values(choices) if is_listed else ""))


def list_values(choices: Collection[str]) -> str:
    """A sentence that lists the allowed values; empty if there are too many."""
    if len(choices) > MAX_LISTED_VALUES:
        return ""
    return _(" Allowed values: %(values)s.") % {"values": ", ".join(choices)}


def invalid_value(parameter: str, value: str, expected: str | Promise) -> FieldError:
    """The error of a value in the wrong format; `expected` describes the right one."""
    detail = _("“%(value)s” is not a valid value for “%(parameter)s”: %(expected)s")
    values = {"value": value, "parameter": parameter, "expected": expected}
    return FieldError("invalid", detail % values, parameter)


def repeated_parameter(parameter: str) -> FieldError:
    """The error of a single-valued parameter that is given several times."""
    detail = _("“%(parameter)s” may be given only once.")
    return parameter_error(parameter, "repeated-parameter", detail)
