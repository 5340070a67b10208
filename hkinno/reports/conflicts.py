"""Where sources disagree: computed from the statements at each request, and not kept."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from django.db.models import QuerySet

from hkinno.registry.models import Record, Statement
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.vocabularies.record_terms import Modality, Rank
from hkinno.reports.contradictions import can_both_hold, is_single_valued, overlap

SINGLE = [name for name in statement_properties() if is_single_valued(name)]


class Conflict:
    """Statements on one property of one record that cannot all hold: `statements`, by id."""

    def __init__(self, statements: list[Statement]) -> None:
        self.statements = statements
        self.subject = statements[0].subject
        self.property = statements[0].property
        counts = next((s for s in statements if s.rank == Rank.PREFERRED), None)
        self.preferred = counts and counts.pk
        self.reason = counts.rank_reason if counts else ""


def contestable() -> QuerySet:
    """The statements that may contradict one another: stated, of one value, not deprecated."""
    said = Statement.objects.published().for_api().exclude(rank=Rank.DEPRECATED)
    return said.filter(modality=Modality.STATED, property__in=SINGLE).order_by("id")


def conflicts(said: QuerySet) -> list[Conflict]:
    """Every conflict among statements, by subject and property."""
    wholes = dict(Record.objects.exclude(part_of=None).values_list("pk", "part_of"))
    groups = defaultdict(list)
    for statement in said:
        groups[statement.subject_id, statement.property].append(statement)
    found = (_disagreeing(groups[key], wholes) for key in sorted(groups))
    return [Conflict(statements) for statements in found if statements]


def _disagreeing(statements: Iterable[Statement], wholes: dict[str, str]) -> list[Statement]:
    """Those of the statements that contradict another one."""
    named = {}
    for one, other in combinations(statements, 2):
        if overlap(one.as_of, other.as_of) and not can_both_hold(
            one.property, one.value, other.value, wholes
        ):
            named |= {one.pk: one, other.pk: other}
    return [named[key] for key in sorted(named)]
