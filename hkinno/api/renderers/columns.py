"""Tables: the columns of a serializer, and cells that a spreadsheet shows and never computes."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import orjson
from drf_spectacular.drainage import get_override
from rest_framework import serializers

Path = tuple[str, ...]
BRIEF_KEYS = {"id", "resource", "url", "name"}  # the keys of another record in brief
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
# What a spreadsheet may pass over before it looks for a formula.
INVISIBLE_PREFIX = re.compile("[\\s\x00-\x1f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*")
# What XML, a workbook and a calendar cannot hold.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
FORMULA = ("=", "+", "-", "@", "\N{MINUS SIGN}")
CONTROL = ("\t", "\r", "\n")


def column_paths(serializer: serializers.Serializer) -> list[Path]:
    """The way to each column: an object has one for each of its keys, all else has one.

    They follow from what is declared and not from the rows, so that every table has the same.
    """
    is_left = getattr(serializer, "is_left", None)
    return [path for path in _columns(serializer) if is_left is None or is_left(path)]


def _columns(serializer: serializers.Serializer) -> Iterator[Path]:
    for name, field in serializer.fields.items():
        shown = get_override(field, "field", field)
        shown = shown() if isinstance(shown, type) else shown
        if isinstance(shown, serializers.Serializer):
            yield from ((name, *path) for path in _columns(shown))
        else:
            yield (name,)


def row_cells(data: dict, paths: list[Path]) -> list[str | int | float]:
    """The cells of one row."""
    return [format_cell(_at(data, path)) for path in paths]


def _at(data: Any, path: Path) -> Any:
    for name in path:
        data = None if data is None else data[name]
    return data


def format_cell(value: Any) -> str | int | float:
    """A value as one cell: numbers as they are, words of a list joined, the rest as JSON.

    Null is empty. A list of records in brief is their ids. Text is made safe.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return value
    return escape_formula(_text(value))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        if all(isinstance(each, str) for each in value):
            return "; ".join(value)
        if all(isinstance(each, dict) and set(each) == BRIEF_KEYS for each in value):
            return "; ".join(each["id"] for each in value)
    return orjson.dumps(value).decode()


def replace_unprintable(text: str) -> str:
    """Text with the mark of what cannot be shown in place of control characters."""
    return UNPRINTABLE.sub("\ufffd", text)


def escape_formula(text: str) -> str:
    """Text with `'` in front where a spreadsheet would take it for a formula.

    Signs that only look like `=`, `+`, `-` and `@`, full-width ones for example, count as they do;
    a plain number is no formula.
    """
    return f"'{text}" if is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may compute it, or let it run into the next cell."""
    seen = text[INVISIBLE_PREFIX.match(text).end() :]
    looks_like = unicodedata.normalize("NFKC", seen[:1])
    is_computed = looks_like.startswith(FORMULA) and not NUMBER.fullmatch(text)
    return is_computed or text.startswith(CONTROL)
