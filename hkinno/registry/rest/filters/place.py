"""Filters by place, which include the places that are part of it."""

from django.db.models import Q
from django.db.models.expressions import RawSQL

from hkinno.registry.rest.filters.reference import ReferenceFilter, ReferenceFilters

# `union` without `all` ends in spite of cycles. Drafts are not followed.
WITHIN = """(
with recursive within(id) as (
  select id from registry_record where id = any(%s) and status = 'published'
  union
  select part.id from registry_record part join within on part.part_of_id = within.id
  where part.resource = 'places' and part.status = 'published'
)
select id from within)"""


class LocationFilter(ReferenceFilter):
    """Rows whose place is in one of the given places, at any depth."""

    def condition(self, values: list[str]) -> Q:
        return Q(place__in=RawSQL(WITHIN, [values]))


class ParentPlaceFilter(ReferenceFilter):
    """Places that are in, or part of, one of the given places."""

    def condition(self, values: list[str]) -> Q:
        within = RawSQL(WITHIN, [values])
        return Q(place__in=within) | Q(part_of__in=within)


class PlaceFilters(ReferenceFilters):
    """The filters by the place of a record: exact, `__in`, `__isnull`."""

    filter_class = LocationFilter


class ParentPlaceFilters(ReferenceFilters):
    """The filters by the place that a place is in or part of."""

    filter_class = ParentPlaceFilter
