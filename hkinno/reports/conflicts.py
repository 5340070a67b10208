"""Conflicts between statements, computed for each request."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from django.db.models import QuerySet

from hkinno.registry.models import Record, Statement
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.vocabularies.record_terms import Modality, Rank
from hkinno.reports.contradictions import can_both_hold, is_single_valued, overlap

SINGLE_VALUED_PROPERTIES = [name for name in statement_properties() if is_single_valued(name)]


class Conflict:
    """Statements about one property of one record that contradict each other, sorted by id."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self.statements = statements
        self.subject = statements[0].subject
        self.property = statements[0].property
        preferred = next((s for s in statements if s.rank == Rank.PREFERRED), None)
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
    for statement in statements:
        groups[statement.subject_id, statement.property].append(statement)
    contradicting = (_contradicting(groups[key], parents) for key in sorted(groups))
    return [Conflict(group) for group in contradicting if group]


def _contradicting(statements: Iterable[Statement], parents: dict[Any, Any]) -> list[Statement]:
    """The statements that contradict another one."""
    contradicting: dict[str, Statement] = {}
    for first, second in combinations(statements, 2):
        if overlap(first.as_of, second.as_of) and not can_both_hold(
            first.property, first.value, second.value, parents
        ):
            contradicting |= {first.pk: first, second.pk: second}
    return [contradicting[pk] for pk in sorted(contradicting)]
