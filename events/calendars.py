"""Events as a calendar: iCalendar, to subscribe to with every filter of the list."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponseBase
from django.utils import timezone
from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry
from rest_framework.request import Request

from events.models import Event
from hkinno import __version__
from hkinno.api.query_params import flag_parameter, read_flag
from hkinno.api.renderers.base import ExportRenderer, ExportView, start_eagerly, stream_response
from hkinno.api.renderers.list_title import list_title
from hkinno.api.requests import reverse_absolute
from hkinno.api.sparse_fields import SHAPE_PARAMETERS
from hkinno.registry.models import Record, Relation
from hkinno.registry.values.partial_dates import parse
from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES, Status
from hkinno.registry.vocabularies.roles import Role

# Before the description of what was planned for a time that is past.
OVERDUE = "逾期計劃，未有後續消息 Overdue: nothing later is known of this plan."
END = b"END:VCALENDAR\r\n"
COARSE = "coarse"
# A day, or an interval from one day to another.
EXACT = re.compile(r"\d{4}-\d\d-\d\d(/\d{4}-\d\d-\d\d)?", re.ASCII)
REFRESH_INTERVAL = timedelta(hours=12)
PLACES = (Role.VENUE, Role.HOST_CITY)
ORGANISERS = (Role.ORGANISER, Role.CO_ORGANISER)


class ICalendar(ExportRenderer):
    """A calendar by RFC 5545 of the events whose days are known."""

    media_type = "text/calendar"
    format = "ics"
    schema = {"type": "string", "description": "A calendar by RFC 5545."}
    unsupported_parameters = (*ExportRenderer.unsupported_parameters, *SHAPE_PARAMETERS)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        text = "In a calendar, also events of which only the month, the year or a longer time is"
        return [flag_parameter(COARSE, f"{text} known; they span all of it.")]

    def order_rows(self, queryset: Any, view: Any) -> Any:
        relations = Relation.objects.published().filter(role__in=[*PLACES, *ORGANISERS])
        return (
            queryset.defer(None)
            .select_related("place")
            .prefetch_related(Prefetch("relations_out", relations.select_related("object")))
        )

    def build_response(self, rows: Iterable[Event], view: ExportView) -> HttpResponseBase:
        pieces = calendar(start_eagerly(rows), view)
        return self.as_attachment(
            stream_response(pieces, f"{self.media_type}; charset=utf-8"), view
        )


def calendar(events: Iterable[Event], view: ExportView) -> Iterator[bytes]:
    """The calendar, event by event."""
    frame, title = Calendar(), list_title(view)
    frame.add("prodid", f"-//hkinno//hkinno {__version__}//EN")
    frame.add("version", "2.0")
    frame.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):  # RFC 7986, and what came before it
        frame.add(name, vText(title))
    for name in ("refresh-interval", "x-published-ttl"):
        frame.add(name, REFRESH_INTERVAL, parameters={"VALUE": "DURATION"})
    yield frame.to_ical().removesuffix(END)
    accepts_coarse = read_flag(view.request, COARSE)
    for event in events:
        if (accepts_coarse or is_exact(event)) and (days := span(event)):
            yield entry(event, *days, view.request).to_ical()
    yield END


def is_exact(event: Event) -> bool:
    """Whether all dates that an event has are days, or intervals from one day to another."""
    return all(EXACT.fullmatch(text) for text in (event.starts, event.ends) if text)


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


def entry(event: Event, first: date, after: date, request: Request) -> Entry:
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
    organisers = related_records(event, ORGANISERS)
    hosts = [f"主辦 Organiser: {name(organiser)}" for organiser in organisers]
    overdue = OVERDUE if event.planned_until and event.planned_until < timezone.localdate() else ""
    texts = [overdue, event.summary_zh, event.summary_en, *hosts]
    if description := "\n".join(filter(None, texts)):
        made.add("description", description)
    if location := ", ".join(map(name, location_records(event))):
        made.add("location", location)
    for organiser in organisers[:1]:  # an event has one at most, by the RFC
        address = vCalAddress(record_url(organiser, request))
        made.add("organizer", address, parameters={"CN": name(organiser)})
    made.add("categories", [event.kind, *event.topics])
    made.add("status", "TENTATIVE" if event.stage in FUTURE_STAGES else "CONFIRMED")
    made.add("transp", "TRANSPARENT")  # nobody is busy because a fair is on
    made.add("url", record_url(event, request))
    return made


def location_records(event: Event) -> list[Record]:
    """The venue and the city of an event, or else the place that it is in."""
    if records := related_records(event, PLACES):
        return records
    return [event.place] if event.place and event.place.status == Status.PUBLISHED else []


def related_records(event: Event, roles: tuple[Role, ...]) -> list[Record]:
    """The objects of the relations of an event, in the order of the roles."""
    return [
        relation.object
        for role in roles
        for relation in event.relations_out.all()
        if relation.role == role
    ]


def name(record: Record) -> str:
    return f"{record.name_zh} {record.name_en}"


def record_url(record: Record, request: Request) -> str:
    return reverse_absolute(request, f"{record.resource}-detail", record.pk)
