"""What events are filtered by."""

from events.models import EventKind
from hkinno.api.filters import words
from hkinno.registry.filters import RecordFilter


class EventFilter(RecordFilter):
    """What events are filtered by."""

    kind, kind__in, kind__isnull = words("kind", EventKind.values, "What sort of event it is.")
