"""Filters by relations: each role is a parameter of the resources at both of its ends.

`organiser=hku` finds the events organised by HKU: the role is a parameter of its subjects.
`organiser_of=innotech-expo-2016` finds the organisers of that event: with `_of` it is one of its
objects. Symmetric roles such as `partner` have no `_of`. With `at`, only relations that were valid
then count.
"""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django_filters import Filter

from hkinno.api.filters.base import FieldFilters, IsNullFilter, value_filters
from hkinno.registry.models import Relation
from hkinno.registry.rest.filters.date import valid_at
from hkinno.registry.rest.filters.reference import ReferenceFilter
from hkinno.registry.vocabularies.roles import Role

SYMMETRIC = (Role.PARTNER, Role.WORKS_WITH)
OUT, IN = ("subject", "object"), ("object", "subject")


class RoleFilter(ReferenceFilter):
    (
        ""
        """Records related by a role to one of the given records.

    `ends` are pairs of columns of Relation: that of the filtered records and that of the others.
    """
    )

    def __init__(self, role: Role, ends: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__("", **options)
        self.role = role
        self.ends = ends

    def condition(self, values: list[str]) -> Q:
        return has_relation(self.role, self.ends, self.parent.point_in_time, values)

    def count_values(self, queryset: QuerySet[Any], at: Any) -> dict[str | None, int]:
        """The number of rows by related record."""
        counts: dict[str | None, int] = Counter()
        rows = queryset.order_by().values("pk")
        # Distinct pairs: one may have several relations, with other titles or in both directions.
        pairs = {
            pair
            for own, other in self.ends
            for pair in published_relations(self.role, at)
            .filter(**{f"{own}__in": rows})
            .values_list(own, other)
        }
        for _own, other in pairs:
            counts[other] += 1
        unrelated = queryset.exclude(has_relation(self.role, self.ends, at)).count()
        return {**counts, None: unrelated} if unrelated else counts


class RoleIsNullFilter(IsNullFilter):
    """Rows that are related by a role to no record."""

    def __init__(self, role: Role, ends: Iterable[tuple[str, str]]) -> None:
        super().__init__(Q())
        self.role = role
        self.ends = ends

    def condition(self) -> Q:
        return ~has_relation(self.role, self.ends, self.parent.point_in_time)


def published_relations(role: Role, at: Any) -> QuerySet[Relation]:
    """The published relations of a role, at a time if one is given."""
    relations = Relation.objects.published().order_by().filter(role=role)
    return relations.filter(valid_at("since", "until", at)) if at else relations


def has_relation(
    role: Role, ends: Iterable[tuple[str, str]], at: Any, others: list[str] | None = None
) -> Q:
    """Rows that are related by a role: to any record, or to one of `others`."""
    condition = Q()
    for own, other in ends:
        relations = published_relations(role, at)
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
            description = f"The role “{role.label}”: with which record, in either direction."
            declared = RoleFilters(role, (OUT, IN), role.subjects | role.objects, description)
            filters |= declared.get_filters(name)
        if role not in SYMMETRIC and resource in role.subjects:
            description = f"The role “{role.label}”: towards which record this one has it."
            declared = RoleFilters(role, (OUT,), role.objects & within, description)
            filters |= declared.get_filters(name)
        if role not in SYMMETRIC and resource in role.objects:
            description = f"The role “{role.label}”: which record has it towards this one."
            declared = RoleFilters(role, (IN,), role.subjects & within, description)
            filters |= declared.get_filters(f"{name}_of")
    return filters


def programme_filters() -> RoleFilters:
    """The filters by the programmes that support a record."""
    return RoleFilters(Role.SUPPORTS, (IN,), ["programmes"], "A programme that supports it.")
