"""Filters for events."""

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from events.models import Event, EventKind
from hkinno.api.filters.choice import ChoiceFilters
from hkinno.api.filters.comparison import INTEGER, ComparisonFilters
from hkinno.registry.rest.filters.date import DATE, PossibleDateColumn, known_at, possible_at
from hkinno.registry.rest.filters.record_filterset import RecordFilter
from hkinno.registry.rest.filters.relation import programme_filters
from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES


class EventFilter(RecordFilter):
    RESOURCE = Event.RESOURCE

    kind = ChoiceFilters(EventKind, "What kind of event it is.")
    starts = ComparisonFilters(DATE, "When it starts.")
    ends = ComparisonFilters(DATE, "When it ends.")
    edition = ComparisonFilters(INTEGER, "Edition number within its series.")
    programme = programme_filters()

    @classmethod
    def valid_at(cls, at: DateRange, of: str = "", *, includes_possible: bool = False) -> Q:
        """Events from their start to their end; without an end, those of the time they start."""
        if not includes_possible:
            is_past = ~Q(**{f"{of}stage__in": FUTURE_STAGES})
            return is_past & known_at([f"{of}starts", f"{of}ends"], at)
        starts, ends = PossibleDateColumn(f"{of}starts"), PossibleDateColumn(f"{of}ends")
        is_open = ~ends.is_null() | starts.is_null() | starts.is_not_before(at)
        return possible_at(starts.name, ends.name, at) & is_open
