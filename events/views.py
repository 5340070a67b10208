"""Where events are read."""

from events.filters import EventFilter
from events.models import Event
from events.serializers import EventSerializer
from hkinno.registry.views import RecordViewSet


class EventViewSet(RecordViewSet):
    """Conferences, exhibitions, signings, openings, reorganisations, milestones, speeches."""

    queryset = Event.objects.for_api()
    serializer_class = EventSerializer
    filterset_class = EventFilter
    ordering_fields = [*RecordViewSet.ordering_fields, "starts", "ends"]
