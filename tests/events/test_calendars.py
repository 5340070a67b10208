"""Events as iCalendar, parsed by an independent library (vobject)."""

from datetime import date

import pytest
import vobject

from events.calendars import span
from events.models import Event
from hkinno.registry.models import Record
from tests.factories import EventFactory, PlaceFactory

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

    event = get_events(client)["event@hkinno"]

    assert (event.dtstart.value, event.dtend.value) == (date(*first_day), date(*day_after))


@pytest.mark.parametrize("starts", [None, "2012/..", "../2019"])
def test_event_without_bounded_dates_is_omitted(client, starts):
    EventFactory(id="undated", starts=starts)
    EventFactory(id="dated", starts="2017")

    assert list(get_events(client)) == ["dated@hkinno"]


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
    EventFactory(id="event", starts="2017")
    before = get_events(client)["event@hkinno"]

    Event.objects.update(ends="2018")
    after = get_events(client)["event@hkinno"]

    record = Record.objects.get(pk="event")
    assert int(after.sequence.value) == record.version
    assert int(before.sequence.value) <= int(after.sequence.value)


def test_uid_does_not_depend_on_the_host(client):
    EventFactory(id="event", starts="2017")

    testserver = client.get("/api/v1/events/?format=ics").getvalue()
    localhost = client.get("/api/v1/events/?format=ics", headers={"host": "localhost"}).getvalue()

    assert testserver.replace(b"testserver", b"localhost") == localhost
    assert b"UID:event@hkinno" in localhost


def test_planned_event_is_tentative_and_draft_place_is_hidden(client):
    place = PlaceFactory(name_en="Secret", status="draft")
    EventFactory(id="event", starts="2030", stage="planned", place=place)

    event = get_events(client)["event@hkinno"]

    assert event.status.value == "TENTATIVE"
    assert not hasattr(event, "location")
    assert not hasattr(event, "description")


def test_calendar_is_filtered_like_the_list(client):
    EventFactory(id="forum", starts="2017", kind="forum")
    EventFactory(id="opening", starts="2017", kind="opening")
    EventFactory(id="draft", starts="2017", kind="forum", status="draft")

    assert list(get_events(client, kind="forum")) == ["forum@hkinno"]


def test_span_of_an_unsaved_event():
    assert span(Event(starts="2017-09-22")) == (date(2017, 9, 22), date(2017, 9, 23))


def test_only_events_have_a_calendar(client):
    response = client.get("/api/v1/labs/?format=ics")

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "format"
