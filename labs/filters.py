"""What institutions, laboratories, facilities and people are filtered by."""

from hkinno.api.filters import words
from hkinno.registry.filters import RecordFilter
from hkinno.registry.references import references
from hkinno.registry.vocabularies import Resource
from labs.models import FacilityKind, InstitutionKind, LabKind


class InstitutionFilter(RecordFilter):
    """What institutions are filtered by."""

    kind, kind__in, kind__isnull = words(
        "kind", InstitutionKind.values, "What sort of institution it is."
    )


class LabFilter(RecordFilter):
    """What laboratories are filtered by."""

    kind, kind__in, kind__isnull = words("kind", LabKind.values, "What sort of laboratory it is.")
    host, host__in, host__isnull = references(
        "host", Resource.INSTITUTIONS, "The institution that hosts it."
    )


class FacilityFilter(RecordFilter):
    """What facilities are filtered by."""

    kind, kind__in, kind__isnull = words(
        "kind", FacilityKind.values, "What sort of facility it is."
    )
    operator, operator__in, operator__isnull = references(
        "operator", Resource.INSTITUTIONS, "The institution that runs it."
    )


class PersonFilter(RecordFilter):
    """What people are filtered by."""
