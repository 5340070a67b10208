"""Cells that no spreadsheet evaluates as formulas."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
# Characters that a spreadsheet may skip before it looks for a formula.
INVISIBLE_PREFIX = re.compile("[\\s\x00-\x1f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*")
FORMULA_PREFIXES = ("=", "+", "-", "@", "\N{MINUS SIGN}")
CONTROL_PREFIXES = ("\t", "\r", "\n")


def format_cell(value: Any) -> str:
    """A value as the text of a cell, safe from evaluation; null is empty."""
    if value is None:
        return ""
    return escape_formula(format_text(value))


def format_text(value: Any) -> str:
    """A value as text. Lists of strings are joined with "; ", other lists and objects are JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return orjson.dumps(value).decode()


def escape_formula(text: str) -> str:
    """Text with `'` in front if a spreadsheet would evaluate it.

    Characters that only look like `=`, `+`, `-` and `@`, such as full-width ones, count as well; a
    plain number is not a formula. Source: OWASP, CSV Injection.
    """
    return f"'{text}" if is_formula(text) else text


def unescape_formula(text: str) -> str:
    """The inverse of `escape_formula`."""
    return text[1:] if text.startswith("'") and is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may evaluate the text, or let it run into the next cell.

    Text with quotes in front of a formula counts, so that escaping can be undone.
    """
    unquoted = text.lstrip("'")
    visible = INVISIBLE_PREFIX.sub("", unquoted, count=1)
    first = unicodedata.normalize("NFKC", visible[:1])
    is_evaluated = first.startswith(FORMULA_PREFIXES) and not NUMBER.fullmatch(text)
    return is_evaluated or unquoted.startswith(CONTROL_PREFIXES)
