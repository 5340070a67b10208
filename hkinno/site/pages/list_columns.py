"""The columns of lists: what a row of the API shows in each."""

from functools import cache
from typing import Any

from django.utils.safestring import SafeString

from hkinno.registry.models import record_models
from hkinno.registry.rest.expand import get_viewset
from hkinno.registry.rest.serializers import RecordSerializer
from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES
from hkinno.site.evidence_html import line_numbers
from hkinno.site.html import format_html, join_html
from hkinno.site.language import gettext as _
from hkinno.site.pages.base import LISTS
from hkinno.site.rows_html import heading_html
from hkinno.site.values_html import record_link, relations_to, value_html

# Those of other lists are the fields that only their resource has, and the place.
COLUMNS: dict[str, list[str]] = {
    "people": ["post"],
    # Their titles already say what they are about, and when.
    "observations": ["quantity", "context", "place"],
    "awards": ["amount", "number_of_projects"],
    "statements": ["subject", "property", "value", "printed", "source", "lines", "modality"],
    "relations": ["subject", "role", "object", "title", "since", "until"],
    "search": [],
    "conflicts": [],
}
POST = "post"  # a role, not a field
LONG_COLUMNS = {"definition", "original_url", "sha256", "file", "published_reasoning", "statement"}
MAX_COLUMNS = 5
EMPTY: tuple[Any, ...] = (None, [], "")
CELL = '<td data-label="{}">{}</td>\n          '


@cache
def own_fields(resource: str) -> list[str]:
    """The fields that only this resource has."""
    serializer: Any = get_viewset(record_models()[resource]).serializer_class
    return [name for name in serializer().fields if name not in RecordSerializer().fields]


@cache
def default_columns(name: str) -> list[str]:
    """The columns of a list besides the name of the record, beside which its stage stands."""
    if name in COLUMNS:
        return COLUMNS[name]
    columns = [field for field in own_fields(name) if field not in LONG_COLUMNS]
    return [*columns[: MAX_COLUMNS - 1], "place"]


def known_columns(name: str, rows: list[dict[str, Any]]) -> list[str]:
    """The columns of a list that are not empty in all rows."""
    return [
        column
        for column in default_columns(name)
        if any(cell_value(row, column) not in EMPTY for row in rows)
    ]


def make_row(row: dict[str, Any], labels: dict[str, str], name: str) -> dict[str, Any]:
    """A row of the table of a list, with the HTML of its cells; `labels` are those of columns."""
    is_plan = row.get("stage") in FUTURE_STAGES or row.get("modality", "stated") != "stated"
    cells = [
        format_html(CELL, label, cell_html(row, column, name)) for column, label in labels.items()
    ]
    heading = "" if name in LISTS else heading_html(row)
    return {"cells": join_html("", [heading, *cells]), "is_plan": is_plan}


def cell_value(row: dict[str, Any], column: str) -> Any:
    """The value of a field, or the relations in which a person has a post."""
    if column != POST:
        return row[column]
    return relations_to(row, POST)


def cell_html(row: dict[str, Any], column: str, name: str) -> SafeString | str:
    """A cell of a list; empty for what is not known."""
    value = cell_value(row, column)
    if value in EMPTY:
        return ""
    if column == POST:
        return join_html("", (format_html("<div>{}</div>", post_html(post)) for post in value))
    if column == "lines":
        return line_numbers(value)
    if name == "statements" and column == "value":
        return value_html(value, row["property"], row["subject"]["resource"])
    return value_html(value, column, name)


def post_html(post: dict[str, Any]) -> SafeString:
    """The title of a post, if it is known, and where it is."""
    where = record_link(post["record"])
    if not any((post["title"] or {}).values()):
        return where
    return format_html("{}{}{}", value_html(post["title"]), _(", "), where)
