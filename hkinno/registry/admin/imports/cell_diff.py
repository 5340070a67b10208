"""The differences that the preview of an import shows, without inline styles."""

import json
from itertools import compress
from typing import Any

from diff_match_patch import diff_match_patch
from django.utils.html import format_html, format_html_join, strip_tags
from import_export.resources import Diff
from import_export.results import Result

QUANTITY_ORDER = ("qualifier", "magnitude", "value", "min", "max", "unit")
TAGS = {-1: "del", 0: "span", 1: "ins"}  # by diff-match-patch's operations
MAX_SECONDS = 0.05  # for one cell, after which the differences are coarser


class CellDiff(Diff):  # type: ignore[misc]  # untyped
    """The differences of each cell of a row; a new row has no earlier text."""

    def as_html(self) -> list[str]:
        rows = zip(self.left, self.right, strict=True)
        return [cell_html("" if self.new else before, after) for before, after in rows]


def hide_blank_columns(result: Result) -> None:
    """Leave out the columns in which no row of a preview has a text, before or after."""
    rows = [row for row in result.rows if row.diff]
    columns = [
        any(map(strip_tags, cells)) for cells in zip(*(row.diff for row in rows), strict=True)
    ]
    for row in rows:
        row.diff = list(compress(row.diff, columns))
    result.diff_headers = list(compress(result.diff_headers, columns))


def cell_html(before: str, after: str) -> str:
    """A changed cell: JSON in words as a whole, other text with its changed parts marked."""
    if not (before + after).startswith(("{", "[")):
        return diff_html(before, after)
    old, new = in_words(before), in_words(after)
    if old == new:
        return format_html("<span>{}</span>", new)
    parts = [("del", old, "del"), ("ins", new, "ins")]
    return format_html_join(" ", "<{}>{}</{}>", [part for part in parts if part[1]])


def in_words(cell: str) -> str:
    """The JSON of a cell without its syntax; other text as it is."""
    try:
        return describe(json.loads(cell)) if cell.startswith(("{", "[")) else cell
    except ValueError:
        return cell


def describe(value: Any) -> str:
    """`港大 (short, zh-Hant)`, `over 2800000000 HKD`, `肝病 · Liver`, `ror: 02zhqgq86`, `12–13`."""
    if isinstance(value, list):
        is_range = len(value) == 2 and all(isinstance(item, int) for item in value)
        return ("–" if is_range else "; ").join(map(describe, value))
    if not isinstance(value, dict):
        return str(value)
    parts = {key: describe(part) for key, part in value.items() if part not in (None, "", [])}
    if parts.keys() <= {"zh-Hant", "en"}:
        return " · ".join(parts.values())
    if "lang" in parts:
        return f"{parts.pop('value', '')} ({', '.join(reversed(parts.values()))})"
    if "unit" in parts or "magnitude" in parts:
        return " ".join(parts[key] for key in QUANTITY_ORDER if key in parts)
    return "; ".join(text if key == "id" else f"{key}: {text}" for key, text in parts.items())


def diff_html(before: str, after: str) -> str:
    """The text with what was deleted and inserted marked by elements."""
    differ = diff_match_patch()
    differ.Diff_Timeout = MAX_SECONDS
    changes = differ.diff_main(before, after)
    differ.diff_cleanupSemantic(changes)
    rows = ((TAGS[operation], text, TAGS[operation]) for operation, text in changes)
    return format_html_join("", "<{}>{}</{}>", rows)
