"""Filters by place: what lies in a place lies in what that is a part of."""

from django.db.models import Q
from django.db.models.expressions import RawSQL

from hkinno.registry.rest.filters.reference import AnyRecordOf, ReferenceFilters

# Without `all`: a circle of parts would never end. Through a draft nothing lies anywhere.
WITHIN = """(
with recursive within(id) as (
  select id from registry_record where id = any(%s) and status = 'published'
  union
  select part.id from registry_record part join within on part.part_of_id = within.id
  where part.resource = 'places' and part.status = 'published'
)
select id from within)"""


class AnyPlaceOf(AnyRecordOf):
    """Rows whose place lies in one of those given, at whatever depth."""

    def condition(self, values: list[str]) -> Q:
        return Q(place__in=RawSQL(WITHIN, [values]))


class AnyWholeOf(AnyPlaceOf):
    """Places that lie in one of those given, by being a part of it or having it for a place."""

    def condition(self, values: list[str]) -> Q:
        return super().condition(values) | Q(part_of__in=RawSQL(WITHIN, [values]))


class PlaceFilters(ReferenceFilters):
    """The filters of the place of a record: any that lies in it, `__in`, `__isnull`."""

    filter_class = AnyPlaceOf


class WholeFilters(ReferenceFilters):
    """The filters of the place of a place, or of which it is a part."""

    filter_class = AnyWholeOf
