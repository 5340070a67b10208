"""Filters by place: what lies in a place lies in what that is a part of."""

from functools import partial

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django_filters import Filter

from hkinno.api.filters.base import IsNullFilter, value_and_in
from hkinno.registry.models import Place
from hkinno.registry.rest.filters.reference import AnyRecordOf
from hkinno.registry.vocabularies.record_terms import Status

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


def places(text: str, make: type[AnyPlaceOf] = AnyPlaceOf) -> tuple[Filter, Filter, Filter]:
    """The parameters of a place: bare, `__in`, `__isnull`."""
    return (
        *value_and_in(partial(make, "place", [Place.RESOURCE]), text),
        IsNullFilter(~Q(place__status=Status.PUBLISHED), text),
    )
