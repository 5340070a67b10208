"""What programmes, awards, targets, indicators and observations are filtered by."""

from hkinno.api.filters import words
from hkinno.registry.filters import RecordFilter
from hkinno.registry.references import references
from hkinno.registry.units import Unit
from hkinno.registry.vocabularies import Resource
from programmes.models import IndicatorKind, ProgrammeKind


class ProgrammeFilter(RecordFilter):
    """What programmes are filtered by."""

    kind, kind__in, kind__isnull = words(
        "kind", ProgrammeKind.values, "What sort of programme it is."
    )
    administrator, administrator__in, administrator__isnull = references(
        "administrator", Resource.INSTITUTIONS, "The institution that runs it."
    )


class AwardFilter(RecordFilter):
    """What awards are filtered by."""

    programme, programme__in, programme__isnull = references(
        "programme", Resource.PROGRAMMES, "The programme that it is of."
    )
    funder, funder__in, funder__isnull = references(
        "funder", Resource.INSTITUTIONS, "The institution that pays."
    )


class TargetFilter(RecordFilter):
    """What targets are filtered by."""

    subject, subject__in, subject__isnull = references("subject", None, "What it is promised of.")
    programme, programme__in, programme__isnull = references(
        "programme", Resource.PROGRAMMES, "The programme that promises it."
    )


class IndicatorFilter(RecordFilter):
    """What indicators are filtered by."""

    kind, kind__in, kind__isnull = words(
        "kind", IndicatorKind.values, "What sort of measure it is."
    )
    unit, unit__in, unit__isnull = words("unit", Unit.values, "The unit of its values.")


class ObservationFilter(RecordFilter):
    """What observations are filtered by."""

    indicator, indicator__in, indicator__isnull = references(
        "indicator", Resource.INDICATORS, "What is measured."
    )
    subject, subject__in, subject__isnull = references("subject", None, "Of what it is measured.")
    context, context__in, context__isnull = references(
        "context", None, "The frame in which it was counted."
    )
    of, of__in, of__isnull = references(
        "of", Resource.OBSERVATIONS, "The observation that it is a part of."
    )
