"""The public part of the history of a record: what changed while everybody could read it.

The states of a row are compared at the ends of revisions. A state is public if the record and all
records that the state refers to were published then, and still are. So nothing is shown of drafts,
of records that were withdrawn, deleted or erased, nor of their statements; and never who wrote.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q

from hkinno.api.prepared_statements import fetch_prepared
from hkinno.registry.history import Row, history_fields, row_values
from hkinno.registry.models import Change, Record, Relation, Statement
from hkinno.registry.vocabularies.record_choices import Status

RECORD_TABLE = Record._meta.db_table
STATUS_CHANGES = """
select row_id, revision, changed_at, after ->> 'status' from public.registry_change
where table_name = %s and row_id = any(%s)
  and (before is null or before ->> 'status' is distinct from after ->> 'status') order by id
"""
# The tables of evidence: what a row is called, and the column with its property.
EVIDENCE = {
    Statement._meta.db_table: ("statement", "property"),
    Relation._meta.db_table: ("relation", "role"),
}
# Columns that say of what record a row is, or whether that is public.
HIDDEN_FIELDS = {"subject", "status"}
ADDED, CHANGED, DELETED, PUBLISHED = "added", "changed", "deleted", "published"


class FieldChange(NamedTuple):
    """The values of a field; None if it was or is empty. A reference is a Record."""

    field: str
    before: Any
    after: Any


class RowChange(NamedTuple):
    """What changed of a record (`object` is `record`), or of a statement or relation of it."""

    object: str
    id: str
    property: str | None
    type: str
    fields: list[FieldChange]


class RevisionChanges(NamedTuple):
    """What one revision changed; nothing in particular if it made the record public."""

    revision: int
    changed_at: datetime
    type: str
    changes: list[RowChange]


class Turn(NamedTuple):
    """A change of the status of a record."""

    is_public: bool
    changed_at: datetime


class PublicPeriods:
    """When records were published, of those that are published now: `records` by id."""

    def __init__(self, records: dict[str, Record]) -> None:
        self.records = records
        # By id, the revisions that changed whether it is published, with the state after each.
        self.turns: dict[str, dict[int, Turn]] = {}
        for key, revision, changed_at, status in status_changes(self.records):
            turn = Turn(status == Status.PUBLISHED, changed_at)
            self.turns.setdefault(key, {})[revision] = turn

    def cover(self, key: str, revision: int) -> bool:
        """Whether a record was published at the end of a revision, and is published now."""
        turns = self.turns.get(key, {})
        index = bisect_right([*turns], revision)
        return index > 0 and [*turns.values()][index - 1].is_public

    def publications(self, key: str) -> dict[int, datetime]:
        """The revisions that made a record public, and when."""
        turns, was_public, revisions = self.turns.get(key, {}), False, {}
        for revision, turn in turns.items():
            if turn.is_public and not was_public:
                revisions[revision] = turn.changed_at
            was_public = turn.is_public
        return revisions


def status_changes(ids: Iterable[str]) -> list[tuple[str, int, datetime, str | None]]:
    """`(id, revision, time, status)` after each change of the status of records, in order."""
    return fetch_prepared(STATUS_CHANGES, [RECORD_TABLE, list(ids)])


def public_changes(record: Any, *, shows_former_values: bool) -> list[RevisionChanges]:
    """The public changes of a published record, its statements and the relations from it.

    The latest revision comes first. Without `shows_former_values`, `before` is None in all of them.
    """
    periods = PublicPeriods({record.pk: record})
    publications = periods.publications(record.pk)
    history = [RevisionChanges(*item, PUBLISHED, []) for item in publications.items()]
    rows = Change.objects.filter(record_id=record.pk).exclude(revision__in=publications)
    changes = [
        row
        for row in rows.order_by("id").defer("username")
        if periods.cover(record.pk, row.revision)
    ]
    if changes:
        periods = periods_of(changes)
    for revision, group in groupby(changes, key=attrgetter("revision")):
        saved = list(group)
        if row_changes := [*compare_rows(saved, periods, shows_former_values)]:
            changed_at = saved[-1].changed_at
            history.append(RevisionChanges(revision, changed_at, CHANGED, row_changes))
    return sorted(history, key=attrgetter("revision"), reverse=True)


def last_public_changes(records: Iterable[Record]) -> dict[str, RevisionChanges]:
    """The public changes of published records in their last revisions, by id."""
    revisions = Q()
    for record in records:
        revisions |= Q(record_id=record.pk, revision=record.version)
    changes = list(Change.objects.filter(revisions).order_by("record_id", "id"))
    periods = periods_of(changes)
    history = {}
    for key, group in groupby(changes, key=attrgetter("record_id")):
        saved = list(group)
        revision, changed_at = saved[-1].revision, saved[-1].changed_at
        if revision in periods.publications(key):
            history[key] = RevisionChanges(revision, changed_at, PUBLISHED, [])
        else:
            row_changes = [*compare_rows(saved, periods)]
            history[key] = RevisionChanges(revision, changed_at, CHANGED, row_changes)
    return history


def last_row_changes(rows: Sequence[Any]) -> dict[str, RowChange]:
    """The last public change of each statement or relation of a list, by id."""
    table = rows[0]._meta.db_table
    changes = Change.objects.filter(table_name=table, row_id__in=[row.pk for row in rows])
    last = list(changes.order_by("row_id", "-id").distinct("row_id"))
    periods = periods_of(last)
    return {item.id: item for change in last for item in compare_rows([change], periods)}


def periods_of(changes: Iterable[Change]) -> PublicPeriods:
    """When the records of these changes, and those that they refer to, were published."""
    keys = {change.record_id for change in changes} | {*references_of(changes)}
    return PublicPeriods(Record.objects.published().in_bulk(keys))


def references_of(changes: Iterable[Change]) -> Iterator[str]:
    """The ids of the records to which the rows refer, before or after."""
    for change in changes:
        for columns in (change.before, change.after):
            if columns is not None:
                yield from row_references(change.table_name, columns).values()


def row_references(table: str, columns: dict[str, Any]) -> dict[str, str]:
    """The ids of the records to which a row refers, by field."""
    fields = [field for field in history_fields(table) if isinstance(field, models.ForeignKey)]
    references = {field.name: columns.get(field.column or "") for field in fields}
    value = columns.get("value")
    if isinstance(value, dict) and "scheme" not in value:  # of a statement
        references["value"] = value.get("id")
    return {name: key for name, key in references.items() if key}


def compare_rows(
    changes: list[Change], periods: PublicPeriods, shows_former_values: bool = True
) -> Iterator[RowChange]:
    """What the changes of one revision make of the record and of each statement and relation."""
    by_row: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        by_row.setdefault((change.table_name, change.row_id), []).append(change)
    own_fields: list[FieldChange] = []  # of both tables of the record
    for (table, key), saved in by_row.items():
        revision = saved[0].revision
        before = public_row(table, saved[0].before, revision - 1, periods)
        after = public_row(table, saved[-1].after, revision, periods)
        fields = [*compare_fields(table, before or {}, after or {})]
        if not shows_former_values:
            fields = [change._replace(before=None) for change in fields]
        if table not in EVIDENCE:
            own_fields += fields
        elif fields:
            kind, column = EVIDENCE[table]
            name = (after or before or {})[column]
            yield RowChange(kind, key, name, row_change_type(before, after), fields)
    if own_fields:
        yield RowChange("record", changes[0].record_id, None, CHANGED, own_fields)


def row_change_type(before: Row | None, after: Row | None) -> str:
    if before is None:
        return ADDED
    return DELETED if after is None else CHANGED


def public_row(
    table: str, columns: dict[str, Any] | None, revision: int, periods: PublicPeriods
) -> Row | None:
    """The values of a row that were public at the end of a revision; None if it was not."""
    if columns is None:
        return None
    references = row_references(table, columns)
    hidden = {name for name, key in references.items() if not periods.cover(key, revision)}
    if table in EVIDENCE and hidden:
        return None
    row = row_values(table, columns)
    row |= {name: periods.records.get(row[name]) for name in references if name != "value"}
    return {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in row.items()
        if name not in hidden
    }


def compare_fields(table: str, before: Row, after: Row) -> Iterator[FieldChange]:
    """The fields whose values differ, but for the keys of the row."""
    for field in history_fields(table):
        name = field.name
        old, new = (
            None if row.get(name) in ("", [], {}) else row.get(name) for row in (before, after)
        )
        if old != new and not field.primary_key and name not in HIDDEN_FIELDS:
            yield FieldChange(name, old, new)
