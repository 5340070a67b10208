"""JSON of strangers, read strictly: what another reader would read otherwise is refused."""

import json
from collections.abc import Iterator
from math import isfinite, nan
from typing import Any

from django.utils.translation import gettext as _

from hkinno.api.errors.field_errors import Fault
from hkinno.api.errors.problem_details import Refusal

DEEPEST = 20  # levels of arrays and objects
LONGEST_NUMBER = 20  # digits
MOST_FAULTS = 20  # that one answer names
BOM = "\ufeff"


class Doubled(dict):
    """An object in which some key stands twice."""


def loads(body: bytes | str, parameter: str | None = None) -> Any:
    """The value of a JSON text in UTF-8.

    Refused (400, `invalid-body`), each with the place that it is at: what is no JSON, keys that
    stand twice, numbers that no float can hold, NaN, NUL, lone surrogates, more than 20 levels.
    `parameter` is where the text comes from, where that is not the body.
    """
    try:
        text = body.decode() if isinstance(body, bytes) else body
        value = json.loads(
            text,
            object_pairs_hook=an_object,
            parse_int=an_integer,
            parse_constant=lambda _name: nan,
        )
        found = list(zip(range(MOST_FAULTS), wrong(value, ""), strict=False))
    except (UnicodeDecodeError, RecursionError, json.JSONDecodeError) as error:
        found = [(0, fault("", why(error)))]
    if found:
        raise refused([each._replace(parameter=parameter) for _n, each in found])
    return value


def refused(faults: list[Fault]) -> Refusal:
    """The refusal of a body; its detail is that of each fault, one after the other."""
    return Refusal("invalid-body", " ".join(fault.detail for fault in faults), faults)


def fault(pointer: str, detail: str) -> Fault:
    return Fault("invalid-json", detail, pointer=pointer)


def why(error: Exception) -> str:
    """What is wrong with a text that cannot be read at all."""
    if isinstance(error, RecursionError):
        return _("It is nested too deeply.")
    if isinstance(error, UnicodeDecodeError):
        return _("It is not UTF-8.")
    place = {"line": error.lineno, "column": error.colno}
    return _("It is not JSON: see line %(line)s, column %(column)s.") % place


def an_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, marked where a key stands twice."""
    value = dict(pairs)
    return value if len(value) == len(pairs) else Doubled(value)


def an_integer(digits: str) -> int | float:
    """A number of a length that anybody needs; any other is none."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else nan


def wrong(value: Any, pointer: str, level: int = 1) -> Iterator[Fault]:
    """What is wrong with a value and with what is in it."""
    if isinstance(value, dict | list):
        yield from wrong_within(value, pointer, level)
    elif isinstance(value, str) and not is_text(value):
        yield fault(pointer, _("A text holds NUL or half a character."))
    elif isinstance(value, float) and not isfinite(value):
        yield fault(pointer, _("A number is out of range."))


def wrong_within(value: dict | list, pointer: str, level: int) -> Iterator[Fault]:
    """What is wrong with an object or array, its keys, and what is in it."""
    if level > DEEPEST:
        yield fault(pointer, _("It is nested too deeply."))
        return
    if isinstance(value, Doubled):
        yield fault(pointer, _("A key stands twice in an object."))
    for name, each in value.items() if isinstance(value, dict) else enumerate(value):
        yield from wrong(name, pointer, level)
        yield from wrong(each, below(pointer, name), level + 1)


def below(pointer: str, name: str | int) -> str:
    """The JSON Pointer to something in an array or object."""
    escaped = str(name).replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{escaped.encode(errors='replace').decode()}"


def is_text(text: str) -> bool:
    """Whether PostgreSQL can hold it, and UTF-8."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
