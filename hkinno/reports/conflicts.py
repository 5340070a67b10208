"""Conflicts between statements, and of columns with statements."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet

from hkinno.registry.evidence_differences import (
    find_differences,
    load_records,
    normalize_statement,
)
from hkinno.registry.models import Record, RecordQuerySet, Relation, Statement
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices
from hkinno.registry.vocabularies.record_choices import Modality, Rank, Status
from hkinno.registry.vocabularies.roles import Role
from hkinno.reports.value_compatibility import can_both_hold, is_single_valued, overlap

SINGLE_VALUED_PROPERTIES = [name for name in statement_properties() if is_single_valued(name)]


class ConflictType(BilingualChoices):
    STATEMENTS = "contradicting-statements", "陳述互相矛盾", "Statements contradict each other"
    CONTRADICTED = "contradicted-value", "所示值與陳述矛盾", "Value contradicted by statements"
    UNSUPPORTED = "unsupported-value", "所示值沒有陳述支持", "Value that no statement supports"
    DEPRECATED = "deprecated-value", "來源所稱而不採用的值", "Value of a source that is not used"
    MODALITIES = "differing-modalities", "既為事實，又為計劃", "Stated as a fact and as a plan"
    COUNTS = "count-and-list", "數目與名單不符", "Count that differs from its list"


class Conflict(NamedTuple):
    """Statements about one property of one record that cannot stay as they are.

    `published` is what the record shows, `expected` what follows from the statements; both are None
    if the statements contradict each other. `preferred` is the id of the statement of that rank,
    `reason` says why.
    """

    type: ConflictType
    subject_id: str
    property: str
    statement_ids: tuple[str, ...]
    preferred: str | None
    reason: str
    published: Any = None
    expected: Any = None


def make_conflict(
    type: ConflictType,
    subject_id: str,
    property: str,
    statements: Iterable[Statement],
    published: Any = None,
    expected: Any = None,
) -> Conflict:
    statements = sorted(statements, key=attrgetter("pk"))
    preferred = next((s for s in statements if s.rank == Rank.PREFERRED), None)
    return Conflict(
        type,
        subject_id,
        property,
        tuple(statement.pk for statement in statements),
        preferred.pk if preferred else None,
        preferred.rank_reason if preferred else "",
        published,
        expected,
    )


def comparable_statements() -> QuerySet[Statement]:
    """Published statements that can be in a conflict: stated, single-valued, not deprecated."""
    statements: QuerySet[Statement] = Statement.objects.published()
    statements = statements.exclude(rank=Rank.DEPRECATED).filter(
        modality=Modality.STATED, property__in=SINGLE_VALUED_PROPERTIES
    )
    return statements.order_by("id")


def find_contradictions(groups: Collection[tuple[str, str]]) -> Iterator[Conflict]:
    """The conflicts between statements, given as the subject and property of those that differ."""
    statements = comparable_statements().filter(subject__in={subject for subject, _ in groups})
    by_group: dict[tuple[str, str], list[Statement]] = {group: [] for group in groups}
    for statement in filter(normalize_statement, statements):
        by_group.get((statement.subject_id, statement.property), []).append(statement)
    references = (
        statement.value["id"]
        for (_, name), group in by_group.items()
        if is_reference(name)
        for statement in group
    )
    containers = find_containers(references)
    for (subject, name), group in by_group.items():
        if contradicting := _contradicting(group, containers):
            yield make_conflict(ConflictType.STATEMENTS, subject, name, contradicting)


def is_reference(property_name: str) -> bool:
    return statement_properties()[property_name].type == "reference"


def find_containers(ids: Iterable[str]) -> dict[str, set[str]]:
    """What records and their containers are part of, or a place's member: `{id: {container}}`."""
    containers: dict[str, set[str]] = {}
    children = set(ids)
    while children:
        parts = Record.objects.filter(pk__in=children).exclude(part_of=None)
        members = Relation.objects.published().filter(
            object__in=children, role=Role.MEMBER, subject_resource="places"
        )
        direct = {child: set[str]() for child in children}
        for child, container in (
            *parts.values_list("pk", "part_of"),
            *members.values_list("object", "subject"),
        ):
            direct[child].add(container)
        containers |= direct
        children = set().union(*direct.values()) - containers.keys()
    return containers


def find_value_conflicts(records: RecordQuerySet) -> Iterator[Conflict]:
    """The values of published records that do not follow from their published statements."""
    records = records.published().filter(merged_into=None)
    hidden = set(Record.objects.exclude(status=Status.PUBLISHED).values_list("pk", flat=True))
    differences = find_differences(
        load_records(records),
        Statement.objects.published().filter(subject__in=records),
        Relation.objects.published().filter(subject__in=records),
    )
    for difference in differences:
        # A reference to a record that is not public is not shown.
        if hidden.isdisjoint(v for v in difference.published.values() if isinstance(v, str)):
            yield make_conflict(
                ConflictType.CONTRADICTED if difference.expected else ConflictType.UNSUPPORTED,
                difference.record.pk,
                difference.property,
                difference.statements,
                _shown(difference.published),
                _shown(difference.expected),
            )


def _shown(columns: dict[str, Any]) -> Any:
    """The value of a single column, or all columns; None if there is nothing to show."""
    return next(iter(columns.values())) or None if len(columns) == 1 else columns or None


def _contradicting(
    statements: Iterable[Statement], containers: Mapping[str, Collection[str]]
) -> list[Statement]:
    """The statements that contradict another one."""
    contradicting: dict[str, Statement] = {}
    for first, second in combinations(statements, 2):
        if overlap(first.as_of, second.as_of) and not can_both_hold(
            first.property, first.value, second.value, containers
        ):
            contradicting |= {first.pk: first, second.pk: second}
    return [contradicting[pk] for pk in sorted(contradicting)]
