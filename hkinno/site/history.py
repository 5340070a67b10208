"""The public history of a record, as its page shows it."""

from typing import Any, NamedTuple

from django.http import HttpRequest

from hkinno.api.client import read
from hkinno.site.evidence import Json
from hkinno.site.labels import field_label
from hkinno.site.references import complete_values

SHOWN = 5  # revisions on the page of a record


class HistoryLine(NamedTuple):
    """A field of a record, or a statement or relation of it, with its values as `{"value": …}`."""

    label: str
    object: str
    type: str
    field: str
    before: list[Json]
    after: list[Json]
    source: Json | None  # of a new statement


class HistoryEntry(NamedTuple):
    """What one revision changed; no lines if it made the record public."""

    revision: int
    changed_at: str
    lines: list[HistoryLine]


class History(NamedTuple):
    """A page of revisions, the latest first; `data` is the page of the API."""

    entries: list[HistoryEntry]
    data: Json


def read_history(request: HttpRequest, path: str, query: Any) -> History:
    """A page of the history of the record at a path of the API. Raises APIError, APIRedirect."""
    data = read(request, f"{path}changes/", query)
    entries = [
        HistoryEntry(
            entry["revision"],
            entry["changed_at"],
            [line for change in entry["changes"] for line in history_lines(change)],
        )
        for entry in data["results"]
    ]
    lines = [line for entry in entries for line in entry.lines]
    complete_values(request, [value for line in lines for value in (*line.before, *line.after)])
    return History(entries, data)


def history_lines(change: Json) -> list[HistoryLine]:
    """A line for each field that was changed, or one for a statement or relation as a whole."""
    fields = {field["field"]: field for field in change["fields"]}
    kind, name = change["object"], change["property"]
    if change["type"] == "changed":
        prefix = f"{field_label(name)} · " if name else ""
        return [
            make_line(change, f"{prefix}{field_label(field)}", field, values)
            for field, values in fields.items()
        ]
    value = fields.get("value") or fields.get("object")
    source = (fields.get("source") or {}).get("after")
    empty = {"before": None, "after": None}
    field = name if kind == "statement" else "object"
    return [make_line(change, field_label(name), field, value or empty, source)]


def make_line(
    change: Json, label: str, field: str, values: Json, source: Json | None = None
) -> HistoryLine:
    before, after = (list_values(field, values[side]) for side in ("before", "after"))
    return HistoryLine(label, change["object"], change["type"], field, before, after, source)


def list_values(field: str, value: Any) -> list[Json]:
    """The values of a field, in the form of statements."""
    if field == "external_ids":
        schemes = (value or {}).items()
        value = [{"scheme": scheme, "id": key} for scheme, keys in schemes for key in keys]
    values = value if isinstance(value, list) else [value]
    return [{"value": item} for item in values if item is not None]
