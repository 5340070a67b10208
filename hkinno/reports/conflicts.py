"""Conflicts between statements, and of columns with statements, computed for each request."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from hkinno.registry.column_differences import (
    find_differences,
    load_records,
    normalize_statement,
)
from hkinno.registry.models import Record, RecordQuerySet, Relation, Statement
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.vocabularies.choices import BilingualChoices
from hkinno.registry.vocabularies.record_terms import Modality, Rank, Status
from hkinno.reports.contradictions import can_both_hold, is_single_valued, overlap

SINGLE_VALUED_PROPERTIES = [name for name in statement_properties() if is_single_valued(name)]


class ConflictType(BilingualChoices):
    STATEMENTS = "contradicting-statements", "陳述互相矛盾", "Statements contradict each other"
    CONTRADICTED = "contradicted-value", "所示值與陳述矛盾", "Value contradicted by statements"
    UNSUPPORTED = "unsupported-value", "所示值沒有陳述支持", "Value that no statement supports"


class Conflict:
    """Statements about one property of one record, and why they cannot stay as they are.

    `published` is what the record shows, `expected` what follows from the statements; both are None
    if the statements contradict each other.
    """

    def __init__(
        self,
        type: ConflictType,
        subject: Record,
        property: str,
        statements: Sequence[Statement],
        published: Any = None,
        expected: Any = None,
    ) -> None:
        self.type = type
        self.subject = subject
        self.property = property
        self.statements = sorted(statements, key=attrgetter("pk"))
        self.published = published
        self.expected = expected
        preferred = next((s for s in self.statements if s.rank == Rank.PREFERRED), None)
        self.preferred = preferred and preferred.pk
        self.reason = preferred.rank_reason if preferred else ""


def comparable_statements() -> QuerySet[Statement]:
    """Published statements that can be in a conflict: stated, single-valued, not deprecated."""
    statements: QuerySet[Statement] = Statement.objects.published().for_api()
    statements = statements.exclude(rank=Rank.DEPRECATED).filter(
        modality=Modality.STATED, property__in=SINGLE_VALUED_PROPERTIES
    )
    return statements.order_by("id")


def find_conflicts(statements: Iterable[Statement]) -> list[Conflict]:
    """All conflicts, sorted by subject and property."""
    parents = dict(Record.objects.exclude(part_of=None).values_list("pk", "part_of"))
    groups = defaultdict(list)
    for statement in filter(normalize_statement, statements):
        groups[statement.subject_id, statement.property].append(statement)
    contradicting = (_contradicting(groups[key], parents) for key in sorted(groups))
    return [
        Conflict(ConflictType.STATEMENTS, group[0].subject, group[0].property, group)
        for group in contradicting
        if group
    ]


def find_value_conflicts(records: RecordQuerySet) -> list[Conflict]:
    """The values of published records that do not follow from their published statements."""
    records = records.published().filter(merged_into=None)
    hidden = set(Record.objects.exclude(status=Status.PUBLISHED).values_list("pk", flat=True))
    differences = find_differences(
        load_records(records),
        Statement.objects.published().filter(subject__in=records).for_api(),
        Relation.objects.published().filter(subject__in=records),
    )
    return [
        Conflict(
            ConflictType.CONTRADICTED if difference.expected else ConflictType.UNSUPPORTED,
            difference.record,
            difference.property,
            difference.statements,
            _shown(difference.published),
            _shown(difference.expected),
        )
        for difference in differences
        # A reference to a record that is not public is not shown.
        if hidden.isdisjoint(v for v in difference.published.values() if isinstance(v, str))
    ]


def _shown(columns: dict[str, Any]) -> Any:
    """The value of a single column, or all columns; None if there is nothing to show."""
    return next(iter(columns.values())) or None if len(columns) == 1 else columns or None


def _contradicting(statements: Iterable[Statement], parents: dict[Any, Any]) -> list[Statement]:
    """The statements that contradict another one."""
    contradicting: dict[str, Statement] = {}
    for first, second in combinations(statements, 2):
        if overlap(first.as_of, second.as_of) and not can_both_hold(
            first.property, first.value, second.value, parents
        ):
            contradicting |= {first.pk: first, second.pk: second}
    return [contradicting[pk] for pk in sorted(contradicting)]
