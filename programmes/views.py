"""API views for programmes, awards, targets, indicators and observations."""

from hkinno.registry.rest.filters.quantity import quantity_ordering
from hkinno.registry.rest.filters.reference import published_id
from hkinno.registry.rest.record_viewsets import RecordViewSet
from programmes.filters import (
    AwardFilter,
    IndicatorFilter,
    ObservationFilter,
    ProgrammeFilter,
    TargetFilter,
)
from programmes.models import Award, Indicator, Observation, Programme, Target
from programmes.serializers import (
    AwardSerializer,
    IndicatorSerializer,
    ObservationSerializer,
    ProgrammeSerializer,
    TargetSerializer,
)


class ProgrammeViewSet(RecordViewSet):
    """Schemes, funds, plans, policies, projects and agreements."""

    queryset = Programme.objects.published()
    serializer_class = ProgrammeSerializer
    filterset_class = ProgrammeFilter
    ordering_fields = [
        *RecordViewSet.ordering_fields,
        *"kind administrator budget launched closed".split(),
    ]
    ordering_columns = RecordViewSet.ordering_columns | {
        "administrator": [published_id("administrator")],
        "budget": quantity_ordering("budget"),
    }
    expand_example = "administrator"


class AwardViewSet(RecordViewSet):
    """Money or projects that went to somebody; the recipients are relations."""

    queryset = Award.objects.published()
    serializer_class = AwardSerializer
    filterset_class = AwardFilter
    ordering_fields = [
        *RecordViewSet.ordering_fields,
        *"programme funder amount also period number_of_projects".split(),
    ]
    ordering_columns = RecordViewSet.ordering_columns | {
        "programme": [published_id("programme")],
        "funder": [published_id("funder")],
        "amount": quantity_ordering("amount"),
        "also": quantity_ordering("also"),
    }
    expand_example = "programme"


class TargetViewSet(RecordViewSet):
    """Promised results: of what, by which programme, how much, until when."""

    queryset = Target.objects.published()
    serializer_class = TargetSerializer
    filterset_class = TargetFilter
    ordering_fields = [
        *RecordViewSet.ordering_fields,
        *"subject programme quantity due statement".split(),
    ]
    ordering_columns = RecordViewSet.ordering_columns | {
        "subject": [published_id("subject")],
        "programme": [published_id("programme")],
        "quantity": quantity_ordering("quantity"),
        "statement": ["statement_en"],
    }
    expand_example = "subject"


class IndicatorViewSet(RecordViewSet):
    """Measures: shares, totals, counts, rankings. Their values are observations."""

    queryset = Indicator.objects.published()
    serializer_class = IndicatorSerializer
    filterset_class = IndicatorFilter
    ordering_fields = [*RecordViewSet.ordering_fields, "kind", "unit", "definition"]
    ordering_columns = RecordViewSet.ordering_columns | {"definition": ["definition_en"]}


class ObservationViewSet(RecordViewSet):
    """The values of indicators, each with what it is measured of, and when."""

    queryset = Observation.objects.published()
    serializer_class = ObservationSerializer
    filterset_class = ObservationFilter
    ordering_fields = [
        *RecordViewSet.ordering_fields,
        *"indicator subject context of period quantity".split(),
    ]
    ordering_columns = RecordViewSet.ordering_columns | {
        "indicator": [published_id("indicator")],
        "subject": [published_id("subject")],
        "context": [published_id("context")],
        "of": [published_id("of")],
        "quantity": quantity_ordering("quantity"),
    }
    expand_example = "indicator"
