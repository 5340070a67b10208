"""Filters for events."""

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from events.models import Event, EventKind
from hkinno.api.filters.choice import ChoiceFilters
from hkinno.api.filters.comparison import INTEGER, ComparisonFilters
from hkinno.registry.rest.filters.date import DATE, PartialDateColumn, valid_at
from hkinno.registry.rest.filters.record_filterset import RecordFilter
from hkinno.registry.rest.filters.relation import programme_filters


class EventFilter(RecordFilter):
    RESOURCE = Event.RESOURCE

    kind = ChoiceFilters(EventKind, "What kind of event it is.")
    starts = ComparisonFilters(DATE, "When it starts.")
    ends = ComparisonFilters(DATE, "When it ends.")
    edition = ComparisonFilters(INTEGER, "Edition number within its series.")
    programme = programme_filters()

    @classmethod
    def valid_at(cls, at: DateRange, of: str = "") -> Q:
        """Events from their start to their end; without an end, those of the time they start."""
        starts, ends = PartialDateColumn(f"{of}starts"), PartialDateColumn(f"{of}ends")
        is_open = ~ends.is_null() | starts.is_null() | starts.is_not_before(at)
        return valid_at(starts.name, ends.name, at) & is_open
