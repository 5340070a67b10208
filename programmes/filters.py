"""Filters for programmes, awards, targets, indicators and observations."""

from hkinno.api.filters.choice import ChoiceFilters
from hkinno.api.filters.comparison import INTEGER, ComparisonFilters
from hkinno.api.filters.text import TextFilters
from hkinno.registry.rest.filters.date import DATE
from hkinno.registry.rest.filters.quantity import QuantityFilters
from hkinno.registry.rest.filters.record_filterset import RecordFilter
from hkinno.registry.rest.filters.reference import ReferenceFilters
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
    RESOURCE = Programme.RESOURCE
    LIFESPAN = ("launched", "closed")

    kind = ChoiceFilters(ProgrammeKind, "What kind of programme it is.")
    administrator = ReferenceFilters("The institution that runs it.", Institution.RESOURCE)
    budget = QuantityFilters("What it has to spend.")
    launched = ComparisonFilters(DATE, "When it was launched.")
    closed = ComparisonFilters(DATE, "When it closed.")


class AwardFilter(RecordFilter):
    RESOURCE = Award.RESOURCE
    LIFESPAN = ("period", "period")

    programme = ReferenceFilters("The programme that it is of.", Programme.RESOURCE)
    funder = ReferenceFilters("The institution that pays.", Institution.RESOURCE)
    amount = QuantityFilters("How much.")
    also = QuantityFilters("The same amount, given a second time.")
    period = ComparisonFilters(DATE, "The time that it is for.")
    number_of_projects = ComparisonFilters(INTEGER, "How many projects it is for.")


class TargetFilter(RecordFilter):
    RESOURCE = Target.RESOURCE

    subject = ReferenceFilters("What it is promised of.")
    programme = ReferenceFilters("The programme that promises it.", Programme.RESOURCE)
    quantity = QuantityFilters("How much.")
    due = ComparisonFilters(DATE, "Until when.")
    statement = TextFilters("What is promised.", "The", ["statement_zh", "statement_en"])


class IndicatorFilter(RecordFilter):
    RESOURCE = Indicator.RESOURCE

    kind = ChoiceFilters(IndicatorKind, "What kind of measure it is.")
    unit = ChoiceFilters(Unit, "The unit of its values.")
    definition = TextFilters("What is measured.", "The", ["definition_zh", "definition_en"])


class ObservationFilter(RecordFilter):
    RESOURCE = Observation.RESOURCE
    LIFESPAN = ("period", "period")

    indicator = ReferenceFilters("What is measured.", Indicator.RESOURCE)
    subject = ReferenceFilters("Of what it is measured.")
    context = ReferenceFilters("The frame in which it was counted.")
    of = ReferenceFilters("The observation that it is a part of.", Observation.RESOURCE)
    period = ComparisonFilters(DATE, "The time that it is for.")
    quantity = QuantityFilters("The value.")
