"""Filters by place, which include the parts and the members of a place."""

from django.db.models import Q
from django.db.models.expressions import RawSQL

from hkinno.registry.rest.filters.reference import ReferenceFilter, ReferenceFilters

# `union` without `all` ends in spite of cycles. Drafts are not followed.
WITHIN = """(
with recursive within(id) as (
  select id from registry_record where id = any(%s) and status = 'published'
  union
  select below.id from within cross join lateral (
    select id from registry_record where part_of_id = within.id and resource = 'places'
    union all
    select object_id from registry_relation
    where subject_id = within.id and role = 'member' and subject_resource = 'places'
  ) contained
  join registry_record below on below.id = contained.id and below.status = 'published'
)
select id from within)"""


class LocationFilter(ReferenceFilter):
    """Rows whose place is one of the given places, a part or a member of it, at any depth.

    Of places, the parts and members; of facilities, also those that are members themselves.
    """

    is_bound = False

    def condition(self, values: list[str]) -> Q:
        within = RawSQL(WITHIN, [values])
        return Q(place__in=within) | (Q(pk__in=within) & ~Q(pk__in=values))


class PlaceFilters(ReferenceFilters):
    """The filters by the place of a record: exact, `__in`, `__isnull`."""

    filter_class = LocationFilter
