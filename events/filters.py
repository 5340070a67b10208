"""What events are filtered by."""

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from events.models import Event, EventKind
from hkinno.api.filters.choice import choice_filters
from hkinno.api.filters.range import integer_filters, integer_range_filters
from hkinno.registry.rest.filters.date import Days, date_bounds, dates, lasts
from hkinno.registry.rest.filters.record_filterset import RecordFilter
from hkinno.registry.rest.filters.relation import programmes


class EventFilter(RecordFilter):
    """What events are filtered by."""

    RESOURCE = Event.RESOURCE

    kind, kind__in, kind__isnull = choice_filters("kind", EventKind, "What sort of event it is.")
    starts, starts__in, starts__isnull = dates("starts", "When it starts.")
    starts__gt, starts__gte, starts__lt, starts__lte = date_bounds("starts", "When it starts.")
    ends, ends__in, ends__isnull = dates("ends", "When it ends.")
    ends__gt, ends__gte, ends__lt, ends__lte = date_bounds("ends", "When it ends.")
    edition, edition__in, edition__isnull = integer_filters("edition", "The how-manieth it is.")
    edition__gt, edition__gte, edition__lt, edition__lte = integer_range_filters(
        "edition", "The how-manieth it is."
    )
    programme, programme__in, programme__isnull = programmes()

    @classmethod
    def lasts(cls, at: DateRange, of: str = "") -> Q:
        """Events from their start to their end; without an end, those of the time they start."""
        starts, ends = Days(f"{of}starts"), Days(f"{of}ends")
        is_open = ~ends.is_null() | starts.is_null() | starts.is_not_before(at)
        return lasts(starts.name, ends.name, at) & is_open
