"""All conflicts of the current data, kept in memory and updated by what changed."""

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from django.http import HttpRequest

from hkinno.registry.models import Record, Statement
from hkinno.registry.rest.documents_by_id import read_documents
from hkinno.registry.rest.expand import get_viewset
from hkinno.registry.revision import State
from hkinno.registry.totals import changed_since, read_basis
from hkinno.reports.conflict_candidates import find_contradictory_groups, find_differing_records
from hkinno.reports.conflicts import (
    Conflict,
    find_contradictions,
    find_value_conflicts,
    is_reference,
)
from hkinno.reports.disagreements import find_counts_of, find_disagreements

CHUNK_ROWS = 500  # records or conflicts that are loaded at a time


class KeptConflicts(NamedTuple):
    """The conflicts of one state of the data.

    `basis` are the id of the table of records, and the number of deleted ones: see `read_basis`.
    `by_reference` are the subjects whose statements differ in a reference: what the referred
    records are in, which has no trace in the subject, decides whether they contradict.
    """

    state: State
    basis: tuple[int, int]
    by_subject: dict[str, list[Conflict]]
    by_reference: frozenset[str]


kept: KeptConflicts | None = None
kept_lock = threading.Lock()


def all_conflicts(state: State | None) -> list[Conflict]:
    """All conflicts by subject, property and type.

    `state` is that of the data, or None within a transaction, whose result must not be kept.
    """
    by_subject = find_by_subject(None)[0] if state is None else update(state).by_subject
    conflicts = (conflict for of_subject in by_subject.values() for conflict in of_subject)
    return sorted(conflicts, key=attrgetter("subject_id", "property", "type"))


def update(state: State) -> KeptConflicts:
    """The conflicts of a state of the data, or of a later one.

    Compares only the records that have changed since the last call. Everything that counts for a
    conflict changes the version of its subject, except what other records are part of, and the
    members of what an observation counts.
    """
    global kept
    with kept_lock:
        basis = read_basis()
        if kept is None or kept.basis[0] != basis[0]:
            kept = KeptConflicts(state, basis, *find_by_subject(None))
        elif kept.state.number < state.number:  # otherwise it is of this state or a later one
            subjects = {*kept.by_reference, *changed_since(kept.state.number)}
            subjects.update(find_counts_of(subjects))
            by_subject, by_reference = find_by_subject(subjects)
            unchanged = kept.by_subject.keys() - subjects
            if kept.basis != basis:  # what was deleted has no version
                remaining = Record.objects.filter(pk__in=unchanged)
                unchanged &= set(remaining.values_list("pk", flat=True))
            by_subject |= {id: kept.by_subject[id] for id in unchanged}
            kept = KeptConflicts(state, basis, by_subject, by_reference)
        return kept


def find_by_subject(
    subjects: Collection[str] | None,
) -> tuple[dict[str, list[Conflict]], frozenset[str]]:
    """The conflicts of some or all records by id, and the subjects of differing references."""
    if subjects is not None and not subjects:
        return {}, frozenset()
    groups = find_contradictory_groups(subjects)
    differing = find_differing_records(subjects)
    by_subject: dict[str, list[Conflict]] = {}
    for conflict in find_contradictions(groups):
        by_subject.setdefault(conflict.subject_id, []).append(conflict)
    # A part at a time: PostgreSQL ends a transaction that is idle while all of them are compared.
    for start in range(0, len(differing), CHUNK_ROWS):
        records = Record.objects.filter(pk__in=differing[start : start + CHUNK_ROWS])
        for conflict in find_value_conflicts(records):
            by_subject.setdefault(conflict.subject_id, []).append(conflict)
    for conflict in find_disagreements(subjects):
        by_subject.setdefault(conflict.subject_id, []).append(conflict)
    return by_subject, frozenset(id for id, name in groups if is_reference(name))


class LoadedConflict(NamedTuple):
    """A conflict with its record, and its statements as the API represents them."""

    conflict: Conflict
    subject: Record
    statements: list[dict[str, Any]]


class ConflictList:
    """Conflicts whose records and statements are loaded when they are read, by pages or chunks."""

    def __init__(self, conflicts: Sequence[Conflict], request: HttpRequest) -> None:
        self.conflicts, self.request = conflicts, request

    def __len__(self) -> int:
        return len(self.conflicts)

    def __getitem__(self, key: slice) -> list[LoadedConflict]:
        return list(load(self.conflicts[key], self.request))

    def __iter__(self) -> Iterator[LoadedConflict]:
        for start in range(0, len(self), CHUNK_ROWS):
            yield from self[start : start + CHUNK_ROWS]


def load(conflicts: Iterable[Conflict], request: HttpRequest) -> Iterator[LoadedConflict]:
    """The conflicts in their order, without those whose rows have been deleted since."""
    conflicts = list(conflicts)
    records = Record.objects.only("status", "resource", "name_zh", "name_en")
    subjects = records.in_bulk({conflict.subject_id for conflict in conflicts})
    ids = {id for conflict in conflicts for id in conflict.statement_ids}
    statements = read_documents(get_viewset(Statement), ids, request)
    for conflict in conflicts:
        if conflict.subject_id in subjects and statements.keys() >= set(conflict.statement_ids):
            yield LoadedConflict(
                conflict,
                subjects[conflict.subject_id],
                [statements[id] for id in conflict.statement_ids],
            )
