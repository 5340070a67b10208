"""API views for events."""

from events.calendars import ICalendar
from events.filters import EventFilter
from events.models import Event
from events.serializers import EventSerializer
from hkinno.registry.rest.record_viewsets import RecordViewSet


class EventViewSet(RecordViewSet):
    """Conferences, exhibitions, signings, openings, reorganisations, milestones, speeches."""

    queryset = Event.objects.published()
    serializer_class = EventSerializer
    filterset_class = EventFilter
    list_renderer_classes = (*RecordViewSet.list_renderer_classes, ICalendar)
    ordering_fields = [*RecordViewSet.ordering_fields, "kind", "starts", "ends", "edition"]
