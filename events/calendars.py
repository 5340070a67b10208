"""Events as a calendar: iCalendar, to subscribe to with every filter of the list."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from icalendar import Calendar
from icalendar import Event as Entry

from events.models import Event
from hkinno import __version__
from hkinno.api.absolute_urls import reverse_absolute
from hkinno.api.renderers.base import ExportRenderer, ExportView, start_eagerly, stream_response
from hkinno.api.sparse_fields import SHAPE_PARAMETERS
from hkinno.registry.values.partial_dates import parse
from hkinno.registry.vocabularies.record_terms import Stage, Status

END = b"END:VCALENDAR\r\n"
NOT_YET_SURE = (Stage.PROPOSED, Stage.PLANNED, Stage.PROVISIONAL)


class ICalendar(ExportRenderer):
    """A calendar by RFC 5545; an event without days is left out."""

    media_type = "text/calendar"
    format = "ics"
    schema = {"type": "string", "description": "A calendar by RFC 5545."}
    unsupported_parameters = (*ExportRenderer.unsupported_parameters, *SHAPE_PARAMETERS)

    def order_rows(self, queryset: Any, view: Any) -> Any:
        return queryset.defer(None).select_related("place")

    def build_response(self, rows: Iterable[Event], view: ExportView) -> HttpResponseBase:
        pieces = calendar(start_eagerly(rows), view.request)
        return self.as_attachment(
            stream_response(pieces, f"{self.media_type}; charset=utf-8"), view
        )


def calendar(events: Iterable[Event], request: Any) -> Iterator[bytes]:
    """The calendar, event by event."""
    frame = Calendar()
    frame.add("prodid", f"-//hkinno//hkinno {__version__}//EN")
    frame.add("version", "2.0")
    frame.add("method", "PUBLISH")
    frame.add("x-wr-calname", "hkinno")
    yield frame.to_ical().removesuffix(END)
    for event in events:
        if days := span(event):
            yield entry(
                event, *days, reverse_absolute(request, "events-detail", event.pk)
            ).to_ical()
    yield END


def span(event: Event) -> tuple[date, date] | None:
    """The first day of an event and the day after its last; None if either is unknown.

    An event of which only the year is known spans all of that year.
    """
    if not (first := event.starts or event.ends):
        return None
    starts, ends = parse(first), parse(event.ends or first)
    if starts.lower is None or ends.upper is None:
        return None
    return starts.lower, ends.upper


def entry(event: Event, first: date, after: date, url: str) -> Entry:
    """One event. What tells it from others is its id, wherever it is served."""
    made = Entry()
    made.add("uid", f"{event.pk}@hkinno")
    made.add("dtstamp", event.updated_at)
    made.add("last-modified", event.updated_at)
    made.add("created", event.created_at)
    made.add("sequence", event.version)
    made.add("dtstart", first)
    made.add("dtend", after)
    made.add("summary", f"{event.name_zh} {event.name_en}")
    if description := "\n".join(filter(None, [event.summary_zh, event.summary_en])):
        made.add("description", description)
    if event.place and event.place.status == Status.PUBLISHED:
        made.add("location", f"{event.place.name_zh} {event.place.name_en}")
    made.add("categories", [event.kind, *event.topics])
    made.add("status", "TENTATIVE" if event.stage in NOT_YET_SURE else "CONFIRMED")
    made.add("transp", "TRANSPARENT")  # nobody is busy because a fair is on
    made.add("url", url)
    return made
