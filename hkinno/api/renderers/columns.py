"""Tables: the columns of a serializer, and cells that no spreadsheet evaluates as formulas."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import orjson
from rest_framework import serializers

Cell = str | int | float
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
# Characters that a spreadsheet may skip before it looks for a formula.
INVISIBLE_PREFIX = re.compile("[\\s\x00-\x1f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*")
FORMULA_PREFIXES = ("=", "+", "-", "@", "\N{MINUS SIGN}")
CONTROL_PREFIXES = ("\t", "\r", "\n")


class Column(NamedTuple):
    """A column: the keys that lead to its value in a row.

    `brief_keys` are the keys of the items of a list that is written as their ids.
    """

    path: tuple[str, ...]
    brief_keys: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return ".".join(self.path)

    def read(self, row: Mapping[str, Any]) -> Any:
        """The value in a row; None if an object on the way is null."""
        value: Any = row
        for key in self.path:
            value = None if value is None else value[key]
        return value


def serializer_columns(serializer: serializers.BaseSerializer[Any]) -> Iterator[Column]:
    """A column for each field, and for each key of a nested serializer.

    They follow from the declared fields and not from the rows, so every table has the same. A list
    of items whose serializer `is_brief` is written as their ids.
    """
    for name, field in getattr(serializer, "fields", {}).items():
        if isinstance(field, serializers.Serializer):
            for column in serializer_columns(field):
                yield column._replace(path=(name, *column.path))
        else:
            item = getattr(field, "child", None)
            is_brief = getattr(item, "is_brief", False)
            yield Column((name,), frozenset(getattr(item, "fields", ()) if is_brief else ()))


def row_cells(row: Mapping[str, Any], columns: Iterable[Column]) -> list[Cell]:
    """The cells of one row."""
    return [format_cell(column.read(row), column.brief_keys) for column in columns]


def format_cell(value: Any, brief_keys: frozenset[str] = frozenset()) -> Cell:
    """A value as one cell: numbers as they are, null empty, text safe from evaluation.

    Lists of strings are joined with "; ", as are the ids of a list of objects with `brief_keys`;
    other lists and objects are JSON.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return value
    return escape_formula(format_text(value, brief_keys))


def format_text(value: Any, brief_keys: frozenset[str]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            return "; ".join(value)
        if all(isinstance(item, dict) and item.keys() == brief_keys for item in value):
            return "; ".join(item["id"] for item in value)
    return orjson.dumps(value).decode()


def escape_formula(text: str) -> str:
    """Text with `'` in front if a spreadsheet would evaluate it.

    Characters that only look like `=`, `+`, `-` and `@`, such as full-width ones, count as well; a
    plain number is not a formula. Source: OWASP, CSV Injection.
    """
    return f"'{text}" if is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may evaluate the text, or let it run into the next cell."""
    visible = INVISIBLE_PREFIX.sub("", text, count=1)
    first = unicodedata.normalize("NFKC", visible[:1])
    is_evaluated = first.startswith(FORMULA_PREFIXES) and not NUMBER.fullmatch(text)
    return is_evaluated or text.startswith(CONTROL_PREFIXES)
