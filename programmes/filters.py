"""What programmes, awards, targets, indicators and observations are filtered by."""

from hkinno.api.filters.choice import choice_filters
from hkinno.api.filters.range import integer_filters, integer_range_filters
from hkinno.api.filters.text import text_filters
from hkinno.registry.rest.filters.date import date_bounds, dates
from hkinno.registry.rest.filters.quantity import amount_bounds, amounts
from hkinno.registry.rest.filters.record_filterset import RecordFilter
from hkinno.registry.rest.filters.reference import references
from hkinno.registry.values.units import Unit
from labs.models import Institution
from programmes.models import (
    Award,
    Indicator,
    IndicatorKind,
    Observation,
    Programme,
    ProgrammeKind,
    Target,
)


class ProgrammeFilter(RecordFilter):
    """What programmes are filtered by."""

    RESOURCE = Programme.RESOURCE
    LIFESPAN = ("launched", "closed")

    kind, kind__in, kind__isnull = choice_filters(
        "kind", ProgrammeKind, "What sort of programme it is."
    )
    administrator, administrator__in, administrator__isnull = references(
        "administrator", "The institution that runs it.", Institution.RESOURCE
    )
    budget, budget__unit, budget__isnull = amounts("budget", "What it has to spend.")
    budget__gt, budget__gte, budget__lt, budget__lte = amount_bounds(
        "budget", "What it has to spend."
    )
    launched, launched__in, launched__isnull = dates("launched", "When it was launched.")
    launched__gt, launched__gte, launched__lt, launched__lte = date_bounds(
        "launched", "When it was launched."
    )
    closed, closed__in, closed__isnull = dates("closed", "When it closed.")
    closed__gt, closed__gte, closed__lt, closed__lte = date_bounds("closed", "When it closed.")


class AwardFilter(RecordFilter):
    """What awards are filtered by."""

    RESOURCE = Award.RESOURCE
    LIFESPAN = ("period", "period")

    programme, programme__in, programme__isnull = references(
        "programme", "The programme that it is of.", Programme.RESOURCE
    )
    funder, funder__in, funder__isnull = references(
        "funder", "The institution that pays.", Institution.RESOURCE
    )
    amount, amount__unit, amount__isnull = amounts("amount", "How much.")
    amount__gt, amount__gte, amount__lt, amount__lte = amount_bounds("amount", "How much.")
    also, also__unit, also__isnull = amounts("also", "The same amount, given a second time.")
    also__gt, also__gte, also__lt, also__lte = amount_bounds(
        "also", "The same amount, given a second time."
    )
    period, period__in, period__isnull = dates("period", "The time that it is for.")
    period__gt, period__gte, period__lt, period__lte = date_bounds(
        "period", "The time that it is for."
    )
    number_of_projects, number_of_projects__in, number_of_projects__isnull = integer_filters(
        "number_of_projects", "How many projects it is for."
    )
    (
        number_of_projects__gt,
        number_of_projects__gte,
        number_of_projects__lt,
        number_of_projects__lte,
    ) = integer_range_filters("number_of_projects", "How many projects it is for.")


class TargetFilter(RecordFilter):
    """What targets are filtered by."""

    RESOURCE = Target.RESOURCE

    subject, subject__in, subject__isnull = references("subject", "What it is promised of.")
    programme, programme__in, programme__isnull = references(
        "programme", "The programme that promises it.", Programme.RESOURCE
    )
    quantity, quantity__unit, quantity__isnull = amounts("quantity", "How much.")
    quantity__gt, quantity__gte, quantity__lt, quantity__lte = amount_bounds(
        "quantity", "How much."
    )
    due, due__in, due__isnull = dates("due", "Until when.")
    due__gt, due__gte, due__lt, due__lte = date_bounds("due", "Until when.")
    statement, statement__in, statement__startswith, statement__isnull = text_filters(
        ["statement_zh", "statement_en"], "What is promised.", "The"
    )


class IndicatorFilter(RecordFilter):
    """What indicators are filtered by."""

    RESOURCE = Indicator.RESOURCE

    kind, kind__in, kind__isnull = choice_filters(
        "kind", IndicatorKind, "What sort of measure it is."
    )
    unit, unit__in, unit__isnull = choice_filters("unit", Unit, "The unit of its values.")
    definition, definition__in, definition__startswith, definition__isnull = text_filters(
        ["definition_zh", "definition_en"], "What is measured.", "The"
    )


class ObservationFilter(RecordFilter):
    """What observations are filtered by."""

    RESOURCE = Observation.RESOURCE
    LIFESPAN = ("period", "period")

    indicator, indicator__in, indicator__isnull = references(
        "indicator", "What is measured.", Indicator.RESOURCE
    )
    subject, subject__in, subject__isnull = references("subject", "Of what it is measured.")
    context, context__in, context__isnull = references(
        "context", "The frame in which it was counted."
    )
    of, of__in, of__isnull = references(
        "of", "The observation that it is a part of.", Observation.RESOURCE
    )
    period, period__in, period__isnull = dates("period", "The time that it is for.")
    period__gt, period__gte, period__lt, period__lte = date_bounds(
        "period", "The time that it is for."
    )
    quantity, quantity__unit, quantity__isnull = amounts("quantity", "The value.")
    quantity__gt, quantity__gte, quantity__lt, quantity__lte = amount_bounds(
        "quantity", "The value."
    )
