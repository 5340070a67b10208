"""What became of ids of statements and relations that the registry published and no longer has."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from hkinno.registry.models import Change, MergedReference, Record, Relation, Statement, is_gone
from hkinno.registry.public_history import PublicPeriods, row_references

FILE_NAME = "retired_ids.csv"  # among the fixtures
COLUMNS = ("resource", "id", "successor")
RESOURCES: dict[type[Statement | Relation], str] = {Statement: "statements", Relation: "relations"}


def read_retired_ids(folder: Path) -> dict[tuple[str, str], str]:
    """`{(resource, id): successor}` of the ids that left the fixtures; "" for no successor."""
    path = folder / FILE_NAME
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["resource"], row["id"]): row["successor"] for row in csv.DictReader(file)}


@cache
def retired_ids() -> dict[tuple[str, str], str]:
    """Those of the fixtures of this version."""
    return read_retired_ids(settings.FIXTURE_DIRS[0])


def find_successor(model: type[Statement | Relation], id: str) -> str:
    """The id of the row that replaced another, or ""; it need not be published."""
    successor = retired_ids().get((RESOURCES[model], id), "")
    if successor or model is not Relation:
        return successor
    merged = MergedReference.objects.filter(
        table_name=Relation._meta.db_table, column_name="", row_id=id
    ).first()
    return surviving_relation(merged.value or {}) if merged else ""


def surviving_relation(columns: dict[str, Any]) -> str:
    """The relation of survivors for which a merge deleted one with these columns, or ""."""
    ends = [columns["subject_id"], columns["object_id"]]
    survivors = dict(Record.objects.filter(pk__in=ends).values_list("pk", "merged_into"))
    subject, object = (survivors.get(end) or end for end in ends)
    same = Relation.objects.filter(
        subject=subject,
        object=object,
        **{name: columns[name] for name in ("role", "title_zh", "since")},
    )
    return same.values_list("pk", flat=True).first() or ""


def withdrawn_subject(model: type[Statement | Relation], id: str) -> str | None:
    """The subject of a row that was public and is not any more; None if there was no such row."""
    if (RESOURCES[model], id) in retired_ids():
        return id.partition(".")[0]
    rows = Change.objects.filter(table_name=model._meta.db_table, row_id=id)
    change = rows.order_by("id").last()
    return change.record_id if change and was_public(change) else None


def was_public(change: Change) -> bool:
    """Whether a row, of which this is the last change, was public, or else its records are gone."""
    columns = change.after or change.before or {}
    keys = set(row_references(change.table_name, columns).values())
    periods = PublicPeriods(Record.objects.published().in_bulk(keys))
    return all(
        change.after is not None or periods.cover(key, change.revision - 1)
        if key in periods.records
        else is_gone(key)
        for key in keys
    )
