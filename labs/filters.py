"""Filters for institutions, laboratories, facilities and people."""

from hkinno.api.filters.choice import ChoiceFilters
from hkinno.api.filters.comparison import ComparisonFilters
from hkinno.registry.rest.filters.date import DATE
from hkinno.registry.rest.filters.quantity import QuantityFilters
from hkinno.registry.rest.filters.record_filterset import RecordFilter
from hkinno.registry.rest.filters.reference import ReferenceFilters
from hkinno.registry.rest.filters.relation import programme_filters
from labs.kinds import FacilityKind, InstitutionKind, LabKind
from labs.models import Facility, Institution, Lab, Person

ESTABLISHED, OPENED, CLOSED = "When it was established.", "When it was opened.", "When it closed."


class InstitutionFilter(RecordFilter):
    RESOURCE = Institution.RESOURCE
    LIFESPAN = ("established", "closed")

    kind = ChoiceFilters(InstitutionKind, "What kind of institution it is.")
    established = ComparisonFilters(DATE, ESTABLISHED)
    closed = ComparisonFilters(DATE, CLOSED)
    programme = programme_filters()


class LabFilter(RecordFilter):
    RESOURCE = Lab.RESOURCE
    LIFESPAN = ("established", "closed")

    kind = ChoiceFilters(LabKind, "What kind of laboratory it is.")
    host = ReferenceFilters("The institution that hosts it.", Institution.RESOURCE)
    established = ComparisonFilters(DATE, ESTABLISHED)
    closed = ComparisonFilters(DATE, CLOSED)
    budget = QuantityFilters("What it has to spend.")
    programme = programme_filters()


class FacilityFilter(RecordFilter):
    RESOURCE = Facility.RESOURCE
    LIFESPAN = ("opened", "closed")

    kind = ChoiceFilters(FacilityKind, "What kind of facility it is.")
    operator = ReferenceFilters("The institution that runs it.", Institution.RESOURCE)
    opened = ComparisonFilters(DATE, OPENED)
    closed = ComparisonFilters(DATE, CLOSED)
    budget = QuantityFilters("What it costs.")
    programme = programme_filters()


class PersonFilter(RecordFilter):
    RESOURCE = Person.RESOURCE
