"""What institutions, laboratories, facilities and people are filtered by."""

from hkinno.api.filters.choice import choice_filters
from hkinno.registry.rest.filters.date import date_bounds, dates
from hkinno.registry.rest.filters.quantity import amount_bounds, amounts
from hkinno.registry.rest.filters.record_filterset import RecordFilter
from hkinno.registry.rest.filters.reference import references
from hkinno.registry.rest.filters.relation import programmes
from labs.models import Facility, FacilityKind, Institution, InstitutionKind, Lab, LabKind, Person

ESTABLISHED, OPENED, CLOSED = "When it was established.", "When it was opened.", "When it closed."


class InstitutionFilter(RecordFilter):
    """What institutions are filtered by."""

    RESOURCE = Institution.RESOURCE
    LIFESPAN = ("established", "closed")

    kind, kind__in, kind__isnull = choice_filters(
        "kind", InstitutionKind, "What sort of institution it is."
    )
    established, established__in, established__isnull = dates("established", ESTABLISHED)
    established__gt, established__gte, established__lt, established__lte = date_bounds(
        "established", ESTABLISHED
    )
    closed, closed__in, closed__isnull = dates("closed", CLOSED)
    closed__gt, closed__gte, closed__lt, closed__lte = date_bounds("closed", CLOSED)
    programme, programme__in, programme__isnull = programmes()


class LabFilter(RecordFilter):
    """What laboratories are filtered by."""

    RESOURCE = Lab.RESOURCE
    LIFESPAN = ("established", "closed")

    kind, kind__in, kind__isnull = choice_filters("kind", LabKind, "What sort of laboratory it is.")
    host, host__in, host__isnull = references(
        "host", "The institution that hosts it.", Institution.RESOURCE
    )
    established, established__in, established__isnull = dates("established", ESTABLISHED)
    established__gt, established__gte, established__lt, established__lte = date_bounds(
        "established", ESTABLISHED
    )
    closed, closed__in, closed__isnull = dates("closed", CLOSED)
    closed__gt, closed__gte, closed__lt, closed__lte = date_bounds("closed", CLOSED)
    budget, budget__unit, budget__isnull = amounts("budget", "What it has to spend.")
    budget__gt, budget__gte, budget__lt, budget__lte = amount_bounds(
        "budget", "What it has to spend."
    )
    programme, programme__in, programme__isnull = programmes()


class FacilityFilter(RecordFilter):
    """What facilities are filtered by."""

    RESOURCE = Facility.RESOURCE
    LIFESPAN = ("opened", "closed")

    kind, kind__in, kind__isnull = choice_filters(
        "kind", FacilityKind, "What sort of facility it is."
    )
    operator, operator__in, operator__isnull = references(
        "operator", "The institution that runs it.", Institution.RESOURCE
    )
    opened, opened__in, opened__isnull = dates("opened", OPENED)
    opened__gt, opened__gte, opened__lt, opened__lte = date_bounds("opened", OPENED)
    closed, closed__in, closed__isnull = dates("closed", CLOSED)
    closed__gt, closed__gte, closed__lt, closed__lte = date_bounds("closed", CLOSED)
    budget, budget__unit, budget__isnull = amounts("budget", "What it costs.")
    budget__gt, budget__gte, budget__lt, budget__lte = amount_bounds("budget", "What it costs.")
    programme, programme__in, programme__isnull = programmes()


class PersonFilter(RecordFilter):
    """What people are filtered by."""

    RESOURCE = Person.RESOURCE
