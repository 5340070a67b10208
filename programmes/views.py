"""Where programmes, awards, targets, indicators and observations are read."""

from hkinno.registry.views import RecordViewSet
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

    queryset = Programme.objects.for_api()
    serializer_class = ProgrammeSerializer
    filterset_class = ProgrammeFilter
    ordering_fields = [*RecordViewSet.ordering_fields, "launched", "closed"]


class AwardViewSet(RecordViewSet):
    """Money or projects that went to somebody; the recipients are relations."""

    queryset = Award.objects.for_api()
    serializer_class = AwardSerializer
    filterset_class = AwardFilter
    ordering_fields = [*RecordViewSet.ordering_fields, "period"]


class TargetViewSet(RecordViewSet):
    """Promised results: of what, by which programme, how much, until when."""

    queryset = Target.objects.for_api()
    serializer_class = TargetSerializer
    filterset_class = TargetFilter
    ordering_fields = [*RecordViewSet.ordering_fields, "due"]


class IndicatorViewSet(RecordViewSet):
    """Measures: shares, totals, counts, rankings. Their values are observations."""

    queryset = Indicator.objects.for_api()
    serializer_class = IndicatorSerializer
    filterset_class = IndicatorFilter


class ObservationViewSet(RecordViewSet):
    """The values of indicators, each with what it is measured of, and when."""

    queryset = Observation.objects.for_api()
    serializer_class = ObservationSerializer
    filterset_class = ObservationFilter
    ordering_fields = [*RecordViewSet.ordering_fields, "period"]
