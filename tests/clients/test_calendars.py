"""Calendars, read by icalendar, which also writes them, and by vobject, which does not."""

from datetime import timedelta
from urllib.request import urlopen

import icalendar
import vobject


def read(api, query):
    with urlopen(f"{api}events/?format=ics&{query}") as response:
        return response.read().decode()


def test_calendar_has_events_of_days_with_places_and_organisers(api):
    text = read(api, "")

    calendar = icalendar.Calendar.from_ical(text)
    events = calendar.walk("VEVENT")
    assert len(events) == len(vobject.readOne(text).vevent_list)
    assert max(event.duration for event in events) < timedelta(days=28)
    assert any(event.get("ORGANIZER") for event in events)
    assert any(event.get("LOCATION") for event in events)


def test_coarse_events_are_shown_on_request(api):
    days, coarse = (
        {
            str(event["UID"])
            for event in icalendar.Calendar.from_ical(read(api, query)).walk("VEVENT")
        }
        for query in ("", "coarse=1")
    )

    assert days < coarse
