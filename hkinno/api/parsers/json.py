"""JSON of strangers, read strictly: what another reader would read otherwise is refused."""

import json
from collections.abc import Iterator
from math import isfinite, nan
from typing import Any

from django.utils.translation import gettext as _

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import ProblemException

MAX_DEPTH = 20  # levels of arrays and objects
MAX_DIGITS = 20  # digits
MAX_ERRORS = 20  # that one answer names
BOM = "\ufeff"


class DuplicateKeyDict(dict):
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
            object_pairs_hook=build_object,
            parse_int=parse_integer,
            parse_constant=lambda _name: nan,
        )
        found = list(zip(range(MAX_ERRORS), find_errors(value, ""), strict=False))
    except (UnicodeDecodeError, RecursionError, json.JSONDecodeError) as error:
        found = [(0, json_error("", decode_error_message(error)))]
    if found:
        raise invalid_body([each._replace(parameter=parameter) for _n, each in found])
    return value


def invalid_body(faults: list[FieldError]) -> ProblemException:
    """The refusal of a body; its detail is that of each fault, one after the other."""
    return ProblemException("invalid-body", " ".join(error.detail for error in faults), faults)


def json_error(pointer: str, detail: str) -> FieldError:
    return FieldError("invalid-json", detail, pointer=pointer)


def decode_error_message(error: Exception) -> str:
    """What is wrong with a text that cannot be read at all."""
    if isinstance(error, RecursionError):
        return _("The JSON is nested too deeply.")
    if isinstance(error, UnicodeDecodeError):
        return _("The JSON is not UTF-8.")
    place = {"line": error.lineno, "column": error.colno}
    return _("Invalid JSON at line %(line)s, column %(column)s.") % place


def build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, marked where a key stands twice."""
    value = dict(pairs)
    return value if len(value) == len(pairs) else DuplicateKeyDict(value)


def parse_integer(digits: str) -> int | float:
    """A number of a length that anybody needs; any other is none."""
    return int(digits) if len(digits) <= MAX_DIGITS else nan


def find_errors(value: Any, pointer: str, level: int = 1) -> Iterator[FieldError]:
    """What is wrong with a value and with what is in it."""
    if isinstance(value, dict | list):
        yield from find_container_errors(value, pointer, level)
    elif isinstance(value, str) and not is_storable(value):
        yield json_error(pointer, _("A string contains a NUL character or an unpaired surrogate."))
    elif isinstance(value, float) and not isfinite(value):
        yield json_error(pointer, _("Number out of range."))


def find_container_errors(value: dict | list, pointer: str, level: int) -> Iterator[FieldError]:
    """What is wrong with an object or array, its keys, and what is in it."""
    if level > MAX_DEPTH:
        yield json_error(pointer, _("The JSON is nested too deeply."))
        return
    if isinstance(value, DuplicateKeyDict):
        yield json_error(pointer, _("Duplicate key."))
    for name, each in value.items() if isinstance(value, dict) else enumerate(value):
        yield from find_errors(name, pointer, level)
        yield from find_errors(each, child_pointer(pointer, name), level + 1)


def child_pointer(pointer: str, name: str | int) -> str:
    """The JSON Pointer to something in an array or object."""
    escaped = str(name).replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{escaped.encode(errors='replace').decode()}"


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can hold it, and UTF-8."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
