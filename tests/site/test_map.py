"""The map: what is in a place, and where it is drawn."""

import pytest

from hkinno.site.charts.map import project, read_map
from tests.factories import (
    EventFactory,
    FacilityFactory,
    LabFactory,
    PlaceFactory,
    RelationFactory,
)

pytestmark = pytest.mark.django_db


def test_map_counts_what_is_in_a_place_as_the_lists_do(request_of_page, client):
    country = PlaceFactory(id="country")
    city = PlaceFactory(id="city", latitude="22.5", longitude="114.0", part_of=country)
    zone = PlaceFactory(id="zone", part_of=city)
    park = PlaceFactory(id="park", part_of=zone)
    PlaceFactory(id="beijing", latitude="39.9", longitude="116.4", part_of=country)
    PlaceFactory(id="empty", part_of=country)
    LabFactory(id="lab", place=park, host=None)
    EventFactory(id="event", place=city)
    FacilityFactory(id="inside", place=zone)
    for key, place in (("outside", None), ("both", park)):
        facility = FacilityFactory(id=key, place=place, stage="planned")
        RelationFactory(subject=zone, object=facility, role="member")

    drawing = read_map(request_of_page)

    assert [(place.place["id"], place.depth) for place in drawing.places] == [
        ("country", 0),
        ("city", 1),
        ("zone", 2),
        ("park", 3),
    ]
    for place in drawing.places:
        for name, number in place.counts:
            filters = {"place": place.place["id"]}
            assert number == client.get(f"/api/v1/{name}/", filters).json()["count"], place
        planned = {"place": place.place["id"], "stage": "planned"}
        assert place.planned == client.get("/api/v1/facilities/", planned).json()["count"], place
    assert {place.place["id"]: dict(place.counts)["facilities"] for place in drawing.places} == {
        "country": 3,
        "city": 3,
        "zone": 3,
        "park": 1,
    }
    assert [place["id"] for place in drawing.others] == ["beijing", "empty"]


def test_map_draws_places_with_coordinates_and_says_where_the_others_are(request_of_page):
    city = PlaceFactory(id="city", latitude="22.5", longitude="114.0")
    zone = PlaceFactory(id="zone", part_of=PlaceFactory(id="district", part_of=city))
    PlaceFactory(id="somewhere")
    LabFactory(place=zone, host=None)
    LabFactory(place=zone, host=None, stage="planned")

    drawing = read_map(request_of_page)

    (dot,) = drawing.dots
    assert (dot.place["id"], dot.total, dot.point) == ("city", 2, project(114.0, 22.5))
    assert (dot.planned, dot.radius, dot.radius_with_plans) == (1, 6, 6.8)
    assert [place.drawn_at and place.drawn_at["id"] for place in drawing.places] == [
        None,
        "city",
        "city",
    ]
    assert drawing.coastline.startswith("M")
