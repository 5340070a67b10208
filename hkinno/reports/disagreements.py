"""Conflicts other than of two stated values: deprecated values, modalities, organisers, counts."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import product
from typing import Any

from django.db.models import Count, F, Q

from hkinno.registry.models import Record, Statement
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.partial_dates import parse
from hkinno.registry.vocabularies.record_choices import Modality, Rank
from hkinno.registry.vocabularies.roles import Role
from hkinno.reports.conflicts import Conflict, ConflictType, make_conflict
from hkinno.reports.subject_queries import Subjects, compile_query, fetch
from hkinno.reports.value_compatibility import is_single_valued

PLANS = (Modality.PLANNED, Modality.PROPOSED)
Group = tuple[str, str]
# The statements without which there is no conflict of these types.
NEEDED = Q(rank=Rank.DEPRECATED) | ~Q(modality=Modality.STATED)
NEEDED |= Q(property__in=[Role.ORGANISER, "quantity"])
# A count of things, of which a list can be too long.
COUNTS = Q(subject__as_observation__indicator__kind__in=["count", "total"])


def find_disagreements(subjects: Subjects) -> Iterator[Conflict]:
    """The conflicts of some or all records; what is compared are published statements."""
    sql, params = compile_query(needed_statements, subjects is not None)
    if not fetch(subjects, f"{sql} limit 1", params):
        return
    statements: Any = Statement.objects.published().order_by("id").select_related("source")
    if subjects is not None:
        statements = statements.filter(subject__in=subjects)
    yield from _deprecated_values(statements)
    yield from _differing_modalities(statements)
    yield from _differing_organisers(statements)
    yield from _long_lists(statements)


def needed_statements() -> Any:
    return Statement.objects.published().filter(NEEDED).order_by().values_list("pk")


def find_counts_of(ids: Collection[str]) -> list[str]:
    """The ids of the observations of these records, whose members their conflicts depend on."""
    compiled = compile_query(observations, True, reference="as_observation__subject")
    return [id for (id,) in fetch(ids, *compiled)]


def observations() -> Any:
    return Record.objects.order_by().values_list("pk")


def _groups(statements: Any) -> dict[Group, list[Statement]]:
    groups: dict[Group, list[Statement]] = defaultdict(list)
    for statement in statements:
        groups[statement.subject_id, statement.property].append(statement)
    return groups


def _deprecated_values(statements: Any) -> Iterator[Conflict]:
    """Values that a source states and the registry does not use, with the ones that it uses."""
    deprecated = _groups(statements.filter(rank=Rank.DEPRECATED))
    subjects = {subject for subject, _ in deprecated}
    used = _groups(statements.filter(subject__in=subjects).exclude(rank=Rank.DEPRECATED))
    for (subject, name), unused in deprecated.items():
        is_one = is_single_valued(name) or statement_properties()[name].type == "text"
        others = used[subject, name] if is_one else []
        conflict = make_conflict(ConflictType.DEPRECATED, subject, name, [*unused, *others])
        if conflict.preferred is None:
            best = others[0].pk if others else None
            conflict = conflict._replace(preferred=best, reason=unused[0].rank_reason)
        yield conflict


def _differing_modalities(statements: Any) -> Iterator[Conflict]:
    """What one source states as a fact while another, no earlier, still plans it."""
    compared = statements.exclude(rank=Rank.DEPRECATED).exclude(modality=Modality.CLAIMED)
    mixed = (
        compared.order_by()
        .values("subject", "property")
        .annotate(stated=Count("pk", filter=Q(modality=Modality.STATED)), number=Count("pk"))
        .filter(stated__gt=0, number__gt=F("stated"))
    )
    groups = set(mixed.values_list("subject", "property"))
    by_group = _groups(compared.filter(subject__in={subject for subject, _ in groups}))
    for group in sorted(groups):
        plans = [fact for fact in by_group[group] if fact.modality in PLANS]
        facts = [fact for fact in by_group[group] if fact.modality == Modality.STATED]
        pairs = [pair for pair in product(facts, plans) if _is_plan_of_the_past(*pair)]
        if pairs:
            differing = {statement.pk: statement for pair in pairs for statement in pair}
            subject, name = group
            yield make_conflict(ConflictType.MODALITIES, subject, name, differing.values())


def _is_plan_of_the_past(fact: Statement, plan: Statement) -> bool:
    """Whether the plan is for the same as the fact, and not from an earlier time."""
    if not is_single_valued(fact.property) and _identity(fact) != _identity(plan):
        return False
    stated_at, planned_at = _time(fact), _time(plan)
    if stated_at is None or planned_at is None:
        return False
    stated, planned = parse(stated_at), parse(planned_at)
    return not (stated.lower and planned.upper and planned.upper <= stated.lower)


def _identity(statement: Statement) -> Any:
    value = statement.value
    return value["id"] if isinstance(value, dict) and "id" in value else value


def _time(statement: Statement) -> str | None:
    """When the statement was true, or else when its source appeared or was read."""
    source = statement.source
    accessed = source.accessed.isoformat() if source.accessed else None
    return statement.as_of or source.published or accessed


def _differing_organisers(statements: Any) -> Iterator[Conflict]:
    """Events of which two sources name organisers who have none in common."""
    organisers = statements.filter(property=Role.ORGANISER, modality=Modality.STATED)
    for group, named in _groups(organisers.exclude(rank=Rank.DEPRECATED)).items():
        by_source: dict[str, set[str]] = defaultdict(set)
        for statement in named:
            by_source[statement.source_id].add(statement.value["id"])
        if len(by_source) > 1 and not set.intersection(*by_source.values()):
            yield make_conflict(ConflictType.STATEMENTS, *group, named)


def _long_lists(statements: Any) -> Iterator[Conflict]:
    """Counts of which the same source lists more, as members of what it counts."""
    counts = statements.filter(COUNTS, property="quantity", value__qualifier="exact")
    counts = counts.annotate(whole=F("subject__as_observation__subject"))
    members = Statement.objects.published().filter(property=Role.MEMBER)
    lists: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for member in members.filter(subject__in=counts.values("whole")).select_related("source"):
        lists[member.subject_id, member.source_id].append(member)
    for count in counts:
        listed = lists[count.whole, count.source_id]
        if len({member.value["id"] for member in listed}) > float(count.value["value"]):
            conflict = make_conflict(
                ConflictType.COUNTS, count.subject_id, count.property, [count, *listed]
            )
            reason = " ".join(filter(None, (member.rank_reason for member in listed)))
            yield conflict._replace(preferred=count.pk if reason else None, reason=reason)
