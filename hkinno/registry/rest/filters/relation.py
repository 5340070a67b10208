"""Filters by relations: each role is a parameter of the resources that it joins.

`labs/?partner=tencent` finds the labs that have Tencent for a partner: a role is a parameter of the
resource that it leads from. `institutions/?organiser_of=innotech-expo-2016` finds those that are
organisers of that event: with `_of`, it is one of the resource that it leads to. Roles that go both
ways need no `_of`. With `at`, only what held then counts.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django_filters import Filter

from hkinno.api.filters.base import FieldFilters, IsNullFilter, value_filters
from hkinno.registry.models import Relation
from hkinno.registry.rest.filters.date import lasts
from hkinno.registry.rest.filters.reference import AnyRecordOf
from hkinno.registry.vocabularies.roles import Role

MUTUAL = (Role.PARTNER, Role.WORKS_WITH)
OUT, IN = ("subject", "object"), ("object", "subject")


class AnyRelatedBy(AnyRecordOf):
    """Rows that a role joins with one of the records given, from the ends that are named."""

    def __init__(self, role: Role, ends: Iterable[tuple[str, str]], **options) -> None:
        super().__init__("", **options)
        self.role = role
        self.ends = ends

    def condition(self, values: list[str]) -> Q:
        return related(self.role, self.ends, self.parent.time, values)

    def count_values(self, queryset: QuerySet, at: Any) -> dict[str | None, int]:
        """How many rows the role joins with each record, and with none."""
        found: dict[str | None, int] = {}
        rows = queryset.order_by().values("pk")
        # Each pair once, though a relation may be told twice, with other titles or the other way.
        pairs = {
            pair
            for own, other in self.ends
            for pair in relations(self.role, at)
            .filter(**{f"{own}__in": rows})
            .values_list(own, other)
        }
        for _own, other in pairs:
            found[other] = found.get(other, 0) + 1
        without = queryset.exclude(related(self.role, self.ends, at)).count()
        return found | ({None: without} if without else {})


class Unrelated(IsNullFilter):
    """Rows that a role joins with nothing, or with something."""

    def __init__(self, role: Role, ends: Iterable[tuple[str, str]], text: str) -> None:
        super().__init__(Q(), text)
        self.role = role
        self.ends = ends

    def condition(self) -> Q:
        return ~related(self.role, self.ends, self.parent.time)


def relations(role: Role, at: Any) -> QuerySet:
    """What is shown of one role, and held at a time where one is given."""
    shown = Relation.objects.shown().order_by().filter(role=role)
    return shown.filter(lasts("since", "until", at)) if at else shown


def related(
    role: Role, ends: Iterable[tuple[str, str]], at: Any, others: list[str] | None = None
) -> Q:
    """Rows that a role joins, with any of the others where they are given."""
    condition = Q()
    for own, other in ends:
        joining = relations(role, at)
        if others is not None:
            joining = joining.filter(**{f"{other}__in": others})
        condition |= Q(pk__in=joining.values(own))
    return condition


class RoleFilters(FieldFilters):
    """The filters of a role: exact, `__in`, `__isnull`."""

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
        make_filter = partial(AnyRelatedBy, self.role, self.ends, resources=self.resources)
        is_null = Unrelated(self.role, self.ends, self.description)
        return value_filters(name, make_filter, self.description) | {f"{name}__isnull": is_null}


def roles_of(resource: str) -> dict[str, Filter]:
    """The filters of every role that a resource may have, or that may lead to it."""
    filters: dict[str, Filter] = {}
    for role in Role:
        name = role.value.replace("-", "_")
        within = {resource} if role.is_within_a_resource else role.subjects | role.objects
        if role in MUTUAL and resource in role.subjects | role.objects:
            description = f"The role “{role.label}”: with which record, in either direction."
            declared = RoleFilters(role, (OUT, IN), role.subjects | role.objects, description)
            filters |= declared.get_filters(name)
        if role not in MUTUAL and resource in role.subjects:
            description = f"The role “{role.label}”: towards which record this one has it."
            declared = RoleFilters(role, (OUT,), role.objects & within, description)
            filters |= declared.get_filters(name)
        if role not in MUTUAL and resource in role.objects:
            description = f"The role “{role.label}”: which record has it towards this one."
            declared = RoleFilters(role, (IN,), role.subjects & within, description)
            filters |= declared.get_filters(f"{name}_of")
    return filters


def programme_filters() -> RoleFilters:
    """The filters `programme` of what programmes support."""
    return RoleFilters(Role.SUPPORTS, (IN,), ["programmes"], "A programme that supports it.")
