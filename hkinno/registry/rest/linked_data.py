"""Records as JSON-LD, with their sources and statements."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from hkinno.api.prepared_statements import fetch_prepared
from hkinno.api.requests import reverse_absolute
from hkinno.api.sparse_fields import FieldTree
from hkinno.registry.formats.jsonld import build_entry
from hkinno.registry.models import statement_properties
from hkinno.registry.vocabularies.record_choices import Status

# What the JSON of a record needs for `build_entry`.
LINKED_DATA_EXPAND: FieldTree = {"sources": {}, "statements": {}}


# Of the records themselves, those that they refer to, and those that were merged into them.
RECORDS = """
select id, resource, version, merged_into_id from public.registry_record
where id = any(%(ids)s)
  or status = %(published)s and (id = any(%(referred)s) or merged_into_id = any(%(ids)s))
order by id
"""


def linked_data(rows: Iterable[dict[str, Any]], request: HttpRequest) -> list[dict[str, Any]]:
    """The JSON-LD of records, from their JSON expanded by `LINKED_DATA_EXPAND`, in their order.

    One query. A version is that of the state of the data that the transaction reads.
    """
    rows = list(rows)
    duplicates: dict[str, list[str]] = {row["id"]: [] for row in rows}
    versions, urls = {}, {}
    for key, resource, version, survivor in read_records([*duplicates], referred_ids(rows)):
        versions[key] = version
        urls[key] = reverse_absolute(request, f"{resource}-detail", key)
        if survivor in duplicates:
            duplicates[survivor].append(urls[key])
    return [build_entry(row, versions[row["id"]], urls, duplicates[row["id"]]) for row in rows]


def read_records(ids: list[str], referred: Iterable[str]) -> list[tuple[str, str, int, str | None]]:
    """`(id, resource, version, survivor)` of `RECORDS`."""
    params: dict[str, Any] = {
        "ids": ids,
        "referred": list(referred),
        "published": Status.PUBLISHED,
    }
    return fetch_prepared(RECORDS, params)


def referred_ids(rows: Iterable[dict[str, Any]]) -> set[str]:
    """The ids of the records that the values of statements refer to."""
    properties = statement_properties()
    return {
        statement["value"]["id"]
        for row in rows
        for statement in row["statements"]
        if properties[statement["property"]].type in ("reference", "role")
    }
