"""The entries of `errors` in a problem: one for each thing that is wrong with a request."""

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

# Longer than any term or id of the registry: comparing costs the product of both lengths.
MAX_QUOTED_LENGTH = 100
MAX_ERRORS = 20  # reported at once
MAX_LISTED_VALUES = 50  # of an enumeration, in an error
# What other services call our query parameters.
NAMES_ELSEWHERE = {
    "q": "search query keyword keywords term text s search_query",
    "page_size": "limit per_page perpage pagesize size rows count num max max_results top",
    "page": "p page_number pagenumber offset start skip",
    "cursor": "after token page_token next_cursor next",
    "ordering": "sort sort_by sortby order order_by orderby",
    "fields": "select columns include_fields only",
    "omit": "exclude exclude_fields except",
    "expand": "include embed populate with",
    "format": "f output type_of_output",
    "facets": "facet group_by groupby",
    "prefix": "q query",
    "id__in": "ids",
    "kind": "type category",
    "place": "country region city location area",
    "name": "title label",
    "host": "university institution organisation organization",
    "updated_at__gte": "since updated_since modified_since changed_since updated_after from_date",
    "at": "date year on as_of",
    "lang": "language locale",
    "style": "format citation_style",
    # Values of `format`.
    "xlsx": "excel xls spreadsheet",
    "jsonl": "ndjson jsonlines json-lines ldjson",
    "jsonld": "json-ld",
    "turtle": "ttl",
    "ntriples": "nt n-triples",
    "ics": "ical icalendar",
    "atom": "rss feed",
}
# What other services add to the name of a field.
ADDED_TO_NAMES = re.compile("_+(ids?|exact|iexact|eq|name|en|zh)$")
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

    That is a name that other services use for it (`limit`, `$top`, `page[size]`), its list (a
    parameter `id` that is only known as `id__in`), the field of a name such as `host_id`, or the
    most similar of `known`: a lookup such as `host__in` only if no other name is similar.
    """
    by_lower = {name.lower(): name for name in known}
    by_form = {plain_form(name): name for name in by_lower}
    wanted = value[:MAX_QUOTED_LENGTH].lower()
    plain = plain_form(wanted)
    synonyms = [*SYNONYMS.get(wanted, ()), *SYNONYMS.get(plain, ())]
    candidates = (wanted, *synonyms, f"{wanted}__in", by_form.get(plain))
    for name in (*candidates, ADDED_TO_NAMES.sub("", plain)):
        if name in by_lower:
            return by_lower[name]
    if synonyms:
        return None  # a name of something else
    fields = [name for name in by_lower if "__" not in name]
    for names in (fields, by_lower):
        if matches := get_close_matches(wanted, names, n=1, cutoff=0.6):
            return by_lower[matches[0]]
    return None


def plain_form(name: str) -> str:
    """A name with single underscores for all marks: `page[size]`, `$top` and `host__in`."""
    return re.sub(r"[\W_]+", "_", name).strip("_")


def parameter_error(
    parameter: str,
    code: str,
    detail: str,
    value: str | None = None,
    known: Iterable[str] = (),
    suggestion: str | None = None,
) -> FieldError:
    """An error in a parameter, or in one of its values, with a suggestion: the closest of `known`.

    `detail` may contain `%(parameter)s` and `%(value)s`.
    """
    detail = detail % {"parameter": parameter, "value": value}
    suggestion = suggestion or closest_match(parameter if value is None else value, known)
    if suggestion:
        detail += _(" Did you mean “%(suggestion)s”?") % {"suggestion": suggestion}
    return FieldError(code, detail, parameter, suggestion=suggestion)


def invalid_choice(
    parameter: str,
    value: str,
    choices: Collection[str],
    *,
    is_listed: bool = True,
    suggestion: str | None = None,
) -> FieldError:
    """The error of a value that is not one of `choices`, which it lists if they are few.

    With `is_listed=False` it only suggests the closest: ids of records are not an enumeration.
    `suggestion` is the choice that has the value as its name, if any.
    """
    detail = _("“%(value)s” is not a valid value for “%(parameter)s”.")
    error = parameter_error(parameter, "invalid-choice", detail, value, choices, suggestion)
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
