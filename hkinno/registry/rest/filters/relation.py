"""Filters by relations: each role is a parameter of the resources at both of its ends.

`organiser=hku` finds the events organised by HKU: the role is a parameter of its subjects.
`organiser_of=innotech-expo-2016` finds the organisers of that event: with `_of` it is one of its
objects. Symmetric roles such as `partner` have no `_of`. Only relations that are facts count,
unless `relation_modality` asks for others; with `at`, only those that were valid then.
"""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple, Self

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django_filters import Filter

from hkinno.api.filters.base import (
    DATES,
    POSSIBLE,
    FieldFilters,
    IsNullFilter,
    value_filters,
)
from hkinno.api.filters.choice import ChoiceFilter, ChoiceFilters
from hkinno.registry.models import Relation
from hkinno.registry.rest.filters.date import DATE, known_at, possible_at
from hkinno.registry.rest.filters.reference import ReferenceFilter
from hkinno.registry.vocabularies.record_choices import Modality
from hkinno.registry.vocabularies.roles import Role

SYMMETRIC = (Role.PARTNER, Role.WORKS_WITH)
PLANS = {Modality.PLANNED, Modality.PROPOSED}
OUT, IN = ("subject", "object"), ("object", "subject")
RELATION_MODALITY = "relation_modality"
# Times at which a relation held.
RELATION_DATES = ("since", "until", "first_confirmed", "last_confirmed")


def relation_at(at: DateRange, *, includes_possible: bool) -> Q:
    """Relations that held at a time: facts that are known to, or all that may have."""
    if includes_possible:
        return possible_at("since", "until", at)
    return Q(modality=Modality.STATED) & known_at(RELATION_DATES, at)


class RelationScope(NamedTuple):
    """Which relations filters and facets by roles follow."""

    modalities: tuple[str, ...] = (Modality.STATED,)
    at: DateRange | None = None
    includes_possible: bool = False

    @classmethod
    def from_params(cls, params: Any) -> Self:
        """The scope of a request whose parameters are valid."""
        modalities = [
            *params.getlist(RELATION_MODALITY),
            *filter(None, params.get(f"{RELATION_MODALITY}__in", "").split(",")),
        ]
        at = params.get("at")
        return cls(
            tuple(modalities) or (Modality.STATED,),
            DATE.parse(at) if at else None,
            params.get(DATES) == POSSIBLE,
        )

    def condition(self) -> Q:
        condition = Q(modality__in=self.modalities)
        if self.at is None:
            return condition
        return condition & relation_at(self.at, includes_possible=self.includes_possible)


class RelationModalityFilter(ChoiceFilter):
    """Which relations the filters by roles follow; excludes nothing itself."""

    def condition(self, values: list[str]) -> Q:
        return Q()


class RelationModalityFilters(ChoiceFilters):
    """`NAME` and `NAME__in`."""

    filter_class = RelationModalityFilter

    def __init__(self) -> None:
        text = "Which relations the filters by roles follow; by default those stated as facts."
        super().__init__(Modality, text, is_nullable=False)


class RoleFilter(ReferenceFilter):
    """Records related by a role to one of the given records.

    `ends` are pairs of columns of Relation: that of the filtered records and that of the others.
    """

    def __init__(self, role: Role, ends: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__("", **options)
        self.role = role
        self.ends = ends

    def condition(self, values: list[str]) -> Q:
        return has_relation(self.role, self.ends, self.parent.relation_scope, values)

    def count_values(self, queryset: QuerySet[Any], scope: RelationScope) -> dict[str | None, int]:
        """The number of rows by related record."""
        counts = count_others(self.find_pairs(queryset, scope))
        unrelated = queryset.exclude(has_relation(self.role, self.ends, scope)).count()
        return {**counts, None: unrelated} if unrelated else counts

    def count_plans(
        self, queryset: QuerySet[Any], scope: RelationScope, is_plan: Q
    ) -> dict[str | None, int]:
        """The number of rows by related record that are plans, or so related by plans alone."""
        facts = scope._replace(modalities=tuple({*scope.modalities} - PLANS))
        factual_pairs = self.find_pairs(queryset.exclude(is_plan), facts)
        return count_others(self.find_pairs(queryset, scope) - factual_pairs)

    def find_pairs(self, queryset: QuerySet[Any], scope: RelationScope) -> set[tuple[str, str]]:
        """The ids of rows and of their related records.

        A pair may have several relations, with other titles or in both directions.
        """
        rows = queryset.order_by().values("pk")
        return {
            pair
            for own, other in self.ends
            for pair in published_relations(self.role, scope)
            .filter(**{f"{own}__in": rows})
            .values_list(own, other)
        }


def count_others(pairs: Iterable[tuple[str, str]]) -> dict[str | None, int]:
    """The number of pairs by their second element."""
    return dict(Counter(other for _own, other in pairs))


class RoleIsNullFilter(IsNullFilter):
    """Rows that are related by a role to no record."""

    def __init__(self, role: Role, ends: Iterable[tuple[str, str]]) -> None:
        super().__init__(Q())
        self.role = role
        self.ends = ends

    def condition(self) -> Q:
        return ~has_relation(self.role, self.ends, self.parent.relation_scope)


def published_relations(role: Role, scope: RelationScope) -> QuerySet[Relation]:
    """The published relations of a role that are within a scope."""
    return Relation.objects.published().order_by().filter(scope.condition(), role=role)


def has_relation(
    role: Role,
    ends: Iterable[tuple[str, str]],
    scope: RelationScope,
    others: list[str] | None = None,
) -> Q:
    """Rows that are related by a role: to any record, or to one of `others`."""
    condition = Q()
    for own, other in ends:
        relations = published_relations(role, scope)
        if others is not None:
            relations = relations.filter(**{f"{other}__in": others})
        condition |= Q(pk__in=relations.values(own))
    return condition


class RoleFilters(FieldFilters):
    """The filters by a role: exact, `__in`, `__isnull`."""

    def __init__(
        self,
        role: Role,
        ends: Iterable[tuple[str, str]],
        resources: Iterable[str],
        description: str,
    ) -> None:
        self.role = role
        self.ends = ends
        self.resources = resources
        self.description = description

    def get_filters(self, name: str) -> dict[str, Filter]:
        make_filter = partial(RoleFilter, self.role, self.ends, resources=self.resources)
        is_null = RoleIsNullFilter(self.role, self.ends)
        return value_filters(name, make_filter, self.description) | {f"{name}__isnull": is_null}


def role_filters(resource: str) -> dict[str, Filter]:
    """The filters by every role that has the resource at one of its ends."""
    filters: dict[str, Filter] = {}
    for role in Role:
        name = role.value.replace("-", "_")
        within = {resource} if role.is_within_a_resource else role.subjects | role.objects
        if role in SYMMETRIC and resource in role.subjects | role.objects:
            description = f"“{role.label}” of this record, in either direction."
            declared = RoleFilters(role, (OUT, IN), role.subjects | role.objects, description)
            filters |= declared.get_filters(name)
        if role not in SYMMETRIC and resource in role.subjects:
            description = f"Has the role “{role.label}” towards this record."
            declared = RoleFilters(role, (OUT,), role.objects & within, description)
            filters |= declared.get_filters(name)
        if role not in SYMMETRIC and resource in role.objects:
            description = f"This record has the role “{role.label}” towards it."
            declared = RoleFilters(role, (IN,), role.subjects & within, description)
            filters |= declared.get_filters(f"{name}_of")
    return filters


def programme_filters() -> RoleFilters:
    """The filters by the programmes that support a record."""
    return RoleFilters(Role.SUPPORTS, (IN,), ["programmes"], "A programme that supports it.")
