"""The columns of a record that hold lists, typed as JSON: each entry held to its form."""

import re
from collections.abc import Callable

from hkinno.registry.models.evidence import MOST_LINES
from hkinno.registry.values.normalize import normalised
from hkinno.registry.vocabularies.record_terms import IDENTIFIER_FORMS

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", re.ASCII)


def aliases(read: object) -> list[dict]:
    """Raises ValueError that names the entry."""
    return _each(read, _alias)


def _alias(raw: object) -> dict:
    alias = normalised("alias", raw)
    if not (isinstance(alias["lang"], str) and LANGUAGE.fullmatch(alias["lang"])):
        raise ValueError(f"{alias['lang']!r} is no tag of a language, such as zh-Hant or en")
    return alias


def focus(read: object) -> list[dict]:
    """Raises ValueError that names the entry."""
    return _each(read, lambda raw: normalised("focus", raw))


def also_lines(read: object) -> list[list[int]]:
    """Raises ValueError that names the entry."""
    return _each(read, _span)


def _span(raw: object) -> list[int]:
    if (
        isinstance(raw, list)
        and len(raw) == 2
        and all(type(line) is int and 1 <= line < 10**6 for line in raw)
        and raw[0] <= raw[1] < raw[0] + MOST_LINES
    ):
        return raw
    raise ValueError("it is the first and the last line, at most eight lines")


def _each(read: object, sound: Callable[[object], object]) -> list:
    if not isinstance(read, list):
        raise ValueError("This is no list: it begins with [ and ends with ].")
    return [_entry(number, raw, sound) for number, raw in enumerate(read, 1)]


def _entry(number: int, raw: object, sound: Callable[[object], object]) -> object:
    try:
        return sound(raw)
    except ValueError as error:
        raise ValueError(f"Entry {number}: {error}.") from error


def external_ids(read: object) -> dict[str, list[str]]:
    """Raises ValueError that names the scheme."""
    if not isinstance(read, dict):
        raise ValueError("These are no identifiers: write each scheme with its list.")
    for scheme, ids in read.items():
        if scheme not in IDENTIFIER_FORMS:
            raise ValueError(f"{scheme!r} is no scheme: {', '.join(IDENTIFIER_FORMS)}.")
        form = IDENTIFIER_FORMS[scheme]
        if not (isinstance(ids, list) and ids):
            raise ValueError(f"{scheme}: the identifiers are a list.")
        for each in ids:
            if not (isinstance(each, str) and re.fullmatch(form, each, re.ASCII)):
                raise ValueError(f"{scheme}: {each!r} is not of the form {form}.")
    return read
