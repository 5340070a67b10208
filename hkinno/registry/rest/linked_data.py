"""Records as JSON-LD, with their sources and statements."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from hkinno.api.requests import reverse_absolute
from hkinno.api.sparse_fields import FieldTree
from hkinno.registry.formats.jsonld import build_entry
from hkinno.registry.models import Record, statement_properties

# What the JSON of a record needs for `build_entry`.
LINKED_DATA_EXPAND: FieldTree = {"sources": {}, "statements": {}}


def linked_data(
    rows: Iterable[dict[str, Any]], records: Iterable[Record], request: HttpRequest
) -> list[dict[str, Any]]:
    """The JSON-LD of records, from their JSON expanded by `LINKED_DATA_EXPAND`, in their order.

    Two queries.
    """
    by_id = {record.pk: record for record in records}
    rows = list(rows)
    urls = record_urls(referred_ids(rows), request)
    duplicates: dict[str, list[str]] = {key: [] for key in by_id}
    merged = Record.objects.published().filter(merged_into__in=by_id)
    for key, resource, survivor in merged.values_list("pk", "resource", "merged_into"):
        duplicates[survivor].append(reverse_absolute(request, f"{resource}-detail", key))
    return [build_entry(row, by_id[row["id"]].version, urls, duplicates[row["id"]]) for row in rows]


def referred_ids(rows: Iterable[dict[str, Any]]) -> set[str]:
    """The ids of the records that the values of statements refer to."""
    properties = statement_properties()
    return {
        statement["value"]["id"]
        for row in rows
        for statement in row["statements"]
        if properties[statement["property"]].type in ("reference", "role")
    }


def record_urls(ids: Iterable[str], request: HttpRequest) -> dict[str, str]:
    """The URLs of published records, by id."""
    records = Record.objects.published().filter(pk__in=ids).values_list("pk", "resource")
    return {key: reverse_absolute(request, f"{resource}-detail", key) for key, resource in records}
