"""Events as iCalendar, read back by a library that had no part in writing it."""

from datetime import date

import pytest
import vobject

from events.calendars import span
from events.models import Event
from hkinno.registry.models import Record
from tests.factories import EventFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def calendar(client, **query):
    """The events of an answer, by uid."""
    response = client.get("/api/v1/events/", {"format": "ics"} | query)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    read = vobject.readOne(response.getvalue().decode())
    return {each.uid.value: each for each in getattr(read, "vevent_list", [])}


@pytest.mark.parametrize(
    ("starts", "ends", "first", "after"),
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
def test_an_event_spans_its_range_in_whole_days(client, starts, ends, first, after):
    EventFactory(id="event", starts=starts, ends=ends)

    event = calendar(client)["event@hkinno"]

    assert (event.dtstart.value, event.dtend.value) == (date(*first), date(*after))


@pytest.mark.parametrize("starts", [None, "2012/..", "../2019"])
def test_an_event_without_days_is_left_out(client, starts):
    EventFactory(id="undated", starts=starts)
    EventFactory(id="dated", starts="2017")

    assert list(calendar(client)) == ["dated@hkinno"]


def test_a_calendar_of_nothing_is_a_calendar(client):
    assert calendar(client) == {}


def test_an_event_says_what_it_is_and_where(client):
    event = EventFactory(
        id="expo",
        full=True,
        name_zh="創科博覽, 第三屆",
        name_en="InnoTech; Expo \x07",
        place=PlaceFactory(name_zh="香港", name_en="Hong Kong"),
        stage="active",
    )
    event.refresh_from_db()

    shown = calendar(client, id__in="expo")["expo@hkinno"]

    assert shown.summary.value == "創科博覽, 第三屆 InnoTech; Expo \ufffd"
    assert shown.description.value == "一句話。\nA sentence."
    assert shown.location.value == "香港 Hong Kong"
    assert shown.categories.value == ["conference", "robotics", "space"]
    assert shown.status.value == "CONFIRMED"
    assert shown.url.value == "http://testserver/api/v1/events/expo/"
    assert shown.dtstamp.value == event.updated_at.replace(microsecond=0)
    assert int(shown.sequence.value) == event.version


def test_a_change_raises_the_sequence_and_keeps_the_uid(client):
    EventFactory(id="event", starts="2017")
    before = calendar(client)["event@hkinno"]

    Event.objects.update(ends="2018")
    after = calendar(client)["event@hkinno"]

    row = Record.objects.get(pk="event")
    assert int(after.sequence.value) == row.version
    assert int(before.sequence.value) <= int(after.sequence.value)


def test_a_uid_does_not_depend_on_the_host(client):
    EventFactory(id="event", starts="2017")

    here = client.get("/api/v1/events/?format=ics").getvalue()
    there = client.get("/api/v1/events/?format=ics", headers={"host": "localhost"}).getvalue()

    assert here.replace(b"testserver", b"localhost") == there
    assert b"UID:event@hkinno" in there


def test_a_plan_is_tentative_and_a_draft_of_a_place_is_not_shown(client):
    place = PlaceFactory(name_en="Secret", status="draft")
    EventFactory(id="event", starts="2030", stage="planned", place=place)

    event = calendar(client)["event@hkinno"]

    assert event.status.value == "TENTATIVE"
    assert not hasattr(event, "location")
    assert not hasattr(event, "description")


def test_a_calendar_has_the_filters_of_its_list(client):
    EventFactory(id="forum", starts="2017", kind="forum")
    EventFactory(id="opening", starts="2017", kind="opening")
    EventFactory(id="draft", starts="2017", kind="forum", status="draft")

    assert list(calendar(client, kind="forum")) == ["forum@hkinno"]


def test_a_span_needs_no_more_than_the_dates():
    assert span(Event(starts="2017-09-22")) == (date(2017, 9, 22), date(2017, 9, 23))


def test_only_events_have_a_calendar(client):
    response = client.get("/api/v1/labs/?format=ics")

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "format"
