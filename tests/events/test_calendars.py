"""Events as iCalendar, parsed by an independent library (vobject)."""

from datetime import date

import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.calendars import span
from events.models import Event
from hkinno.registry.models import Record
from tests.factories import (
    FACTORIES,
    EventFactory,
    InstitutionFactory,
    PlaceFactory,
    RelationFactory,
)

pytestmark = pytest.mark.django_db


def get_events(client, **query):
    """The events in a calendar by UID."""
    response = client.get("/api/v1/events/", {"format": "ics"} | query)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = vobject.readOne(response.getvalue().decode())
    return {event.uid.value: event for event in getattr(calendar, "vevent_list", [])}


@pytest.mark.parametrize(
    ("starts", "ends", "first_day", "day_after"),
    [
        ("2017-09-22", None, (2017, 9, 22), (2017, 9, 23)),
        ("2017-09-22", "2017-09-30", (2017, 9, 22), (2017, 10, 1)),
        ("2018-06", None, (2018, 6, 1), (2018, 7, 1)),
        ("2016", None, (2016, 1, 1), (2017, 1, 1)),
        ("2025-07/2025-09", None, (2025, 7, 1), (2025, 10, 1)),
        ("2012/..", "2014", (2012, 1, 1), (2015, 1, 1)),
        (None, "2019-05-31", (2019, 5, 31), (2019, 6, 1)),
    ],
)
def test_event_spans_its_dates_in_whole_days(client, starts, ends, first_day, day_after):
    EventFactory(id="event", starts=starts, ends=ends)

    event = get_events(client, coarse="1")["event@hkinno"]

    assert (event.dtstart.value, event.dtend.value) == (date(*first_day), date(*day_after))


@pytest.mark.parametrize("starts", [None, "2012/..", "../2019"])
def test_event_without_bounded_dates_is_omitted(client, starts):
    EventFactory(id="undated", starts=starts)
    EventFactory(id="dated", starts="2017")

    assert list(get_events(client, coarse="1")) == ["dated@hkinno"]


@pytest.mark.parametrize(
    ("starts", "ends", "is_shown"),
    [
        ("2017-09-22", None, True),
        ("2017-09-22", "2017-09-30", True),
        ("2024-02-23/2024-02-26", None, True),
        ("2017-09", None, False),
        ("2017", None, False),
        ("2017-09-22", "2017-10", False),
        ("../2018-06-15", None, False),
        ("2017-09-22/2017-10", None, False),
    ],
)
def test_only_events_whose_days_are_known_are_shown_by_default(client, starts, ends, is_shown):
    EventFactory(id="event", starts=starts, ends=ends)

    assert (list(get_events(client)) == ["event@hkinno"]) is is_shown


def test_calendar_without_events_is_valid(client):
    assert get_events(client) == {}


def test_event_has_its_properties(client):
    event = EventFactory(
        id="expo",
        full=True,
        name_zh="創科博覽, 第三屆",
        name_en="InnoTech; Expo",
        place=PlaceFactory(name_zh="香港", name_en="Hong Kong"),
        stage="active",
    )
    event.refresh_from_db()

    vevent = get_events(client, id__in="expo")["expo@hkinno"]

    assert vevent.summary.value == "創科博覽, 第三屆 InnoTech; Expo"
    assert vevent.description.value == "一句話。\nA sentence."
    assert vevent.location.value == "香港 Hong Kong"
    assert vevent.categories.value == ["conference", "robotics", "space"]
    assert vevent.status.value == "CONFIRMED"
    assert vevent.url.value == "http://testserver/api/v1/events/expo/"
    assert vevent.dtstamp.value == event.updated_at.replace(microsecond=0)
    assert int(vevent.sequence.value) == event.version


def test_sequence_increases_with_the_version(client):
    EventFactory(id="event", starts="2017-09-22")
    before = get_events(client)["event@hkinno"]

    Event.objects.update(ends="2017-09-23")
    after = get_events(client)["event@hkinno"]

    record = Record.objects.get(pk="event")
    assert int(after.sequence.value) == record.version
    assert int(before.sequence.value) <= int(after.sequence.value)


def test_uid_does_not_depend_on_the_host(client):
    EventFactory(id="event", starts="2017-09-22")

    testserver = client.get("/api/v1/events/?format=ics").getvalue()
    localhost = client.get("/api/v1/events/?format=ics", headers={"host": "localhost"}).getvalue()

    assert testserver.replace(b"testserver", b"localhost") == localhost
    assert b"UID:event@hkinno" in localhost


def test_planned_event_is_tentative_and_draft_place_is_hidden(client):
    place = PlaceFactory(name_en="Secret", status="draft")
    EventFactory(id="event", starts="2030-01-01", stage="planned", place=place)

    event = get_events(client)["event@hkinno"]

    assert event.status.value == "TENTATIVE"
    assert not hasattr(event, "location")
    assert not hasattr(event, "description")


def test_calendar_is_filtered_like_the_list(client):
    EventFactory(id="forum", starts="2017-09-22", kind="forum")
    EventFactory(id="opening", starts="2017-09-22", kind="opening")
    EventFactory(id="draft", starts="2017-09-22", kind="forum", status="draft")

    assert list(get_events(client, kind="forum")) == ["forum@hkinno"]


def test_event_has_its_organisers_and_its_venue(client):
    event = EventFactory(id="event", starts="2017-09-22", summary_en="A fair.")
    expected = [
        ("organiser", InstitutionFactory(id="hktdc", name_zh="貿發局", name_en="HKTDC")),
        ("co-organiser", InstitutionFactory(id="hku", name_zh="港大", name_en="HKU")),
        ("organiser", InstitutionFactory(id="secret", name_en="Secret", status="draft")),
        ("venue", FACTORIES["facilities"](id="centre", name_zh="會展", name_en="Centre")),
        ("host-city", PlaceFactory(id="hong-kong", name_zh="香港", name_en="Hong Kong")),
        ("speaker", InstitutionFactory(id="speaker", name_en="Speaker")),
    ]
    for role, record in expected:
        RelationFactory(subject=event, role=role, object=record)

    vevent = get_events(client)["event@hkinno"]

    assert vevent.location.value == "會展 Centre, 香港 Hong Kong"
    assert vevent.organizer.value == "http://testserver/api/v1/institutions/hktdc/"
    assert vevent.organizer.params == {"CN": ["貿發局 HKTDC"]}
    assert vevent.description.value == (
        "A fair.\n主辦 Organiser: 貿發局 HKTDC\n主辦 Organiser: 港大 HKU"
    )


def test_number_of_queries_does_not_depend_on_the_number_of_events(client):
    counts = []
    for _ in range(2):
        EventFactory.create_batch(3, full=True)
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/v1/events/?format=ics").getvalue()
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_calendar_has_a_name_by_its_filters_and_a_refresh_interval(client):
    response = client.get("/api/v1/events/?format=ics&kind=forum&kind=conference&coarse=1")

    lines = response.getvalue().decode().split("\r\n")
    assert "NAME:hkinno: events (kind: forum\\, conference)" in lines
    assert "X-WR-CALNAME:hkinno: events (kind: forum\\, conference)" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H" in lines
    assert "X-PUBLISHED-TTL;VALUE=DURATION:PT12H" in lines


def test_span_of_an_unsaved_event():
    assert span(Event(starts="2017-09-22")) == (date(2017, 9, 22), date(2017, 9, 23))


def test_only_events_have_a_calendar(client):
    response = client.get("/api/v1/labs/?format=ics")

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "format"
