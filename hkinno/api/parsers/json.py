"""Strict parsing of untrusted JSON: what parsers interpret differently is an error."""

import json
from collections.abc import Iterator
from itertools import islice
from math import isfinite, nan
from typing import Any

from django.utils.translation import gettext as _

from hkinno.api.errors.field_errors import MAX_ERRORS, MAX_QUOTED_LENGTH, FieldError
from hkinno.api.errors.problem_details import ProblemException

MAX_DEPTH = 20  # levels of arrays and objects
MAX_DIGITS = 20  # of an integer
BOM = "\ufeff"


class DuplicateKeyDict(dict[str, Any]):
    """An object with a duplicate key."""


def loads(body: bytes | str, parameter: str | None = None) -> Any:
    """The value of a JSON text in UTF-8.

    Raises ProblemException (400, `invalid-body`) with a JSON Pointer to each error: invalid JSON,
    duplicate keys, NaN and numbers that a float cannot represent, NUL, unpaired surrogates, more
    than `MAX_DEPTH` levels. `parameter` names the form field that the text comes from, if any.
    """
    try:
        value = json.loads(
            body.decode() if isinstance(body, bytes) else body,
            object_pairs_hook=build_object,
            parse_int=parse_integer,
            parse_constant=lambda _name: nan,
        )
        errors = list(islice(find_errors(value, ""), MAX_ERRORS))
    except UnicodeDecodeError:
        errors = [json_error("", _("The JSON is not UTF-8."))]
    except RecursionError:
        errors = [json_error("", _("The JSON is nested too deeply."))]
    except json.JSONDecodeError as error:
        detail = _("Invalid JSON at line %(line)s, column %(column)s.")
        errors = [json_error("", detail % {"line": error.lineno, "column": error.colno})]
    if errors:
        raise invalid_body([error._replace(parameter=parameter) for error in errors])
    return value


def invalid_body(errors: list[FieldError]) -> ProblemException:
    """The exception for errors in a request body (400)."""
    return ProblemException("invalid-body", " ".join(error.detail for error in errors), errors)


def json_error(pointer: str, detail: str) -> FieldError:
    return FieldError("invalid-json", detail, pointer=pointer)


def build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    return value if len(value) == len(pairs) else DuplicateKeyDict(value)


def parse_integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= MAX_DIGITS else nan


def find_errors(value: Any, pointer: str, depth: int = 1) -> Iterator[FieldError]:
    """The errors in a value and everything in it."""
    if isinstance(value, dict | list):
        yield from find_container_errors(value, pointer, depth)
    elif isinstance(value, str) and not is_storable(value):
        yield json_error(pointer, _("A string contains a NUL character or an unpaired surrogate."))
    elif isinstance(value, float) and not isfinite(value):
        yield json_error(pointer, _("Number out of range."))


def find_container_errors(
    container: dict[str, Any] | list[Any], pointer: str, depth: int
) -> Iterator[FieldError]:
    if depth > MAX_DEPTH:
        yield json_error(pointer, _("The JSON is nested too deeply."))
        return
    if isinstance(container, DuplicateKeyDict):
        yield json_error(pointer, _("Duplicate key."))
    for key, value in container.items() if isinstance(container, dict) else enumerate(container):
        yield from find_errors(key, pointer, depth)
        yield from find_errors(value, child_pointer(pointer, key), depth + 1)


def child_pointer(pointer: str, key: str | int) -> str:
    """The JSON Pointer (RFC 6901) to an item of the value at `pointer`; long keys are cut.

    Each item of a value has one, with all keys above it.
    """
    escaped = str(key)[:MAX_QUOTED_LENGTH].replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{escaped.encode(errors='replace').decode()}"


def is_storable(text: str) -> bool:
    """Whether PostgreSQL and UTF-8 can hold the text: no NUL, no surrogates."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
