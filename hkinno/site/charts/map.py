"""A map of the places in the Greater Bay Area, with what is there.

The coastline is that of Natural Earth (public domain), from the package `world-atlas` 2.0.2 (ISC),
`land-10m.json` (SHA-256 9b9f584709c119d63fbadf484ce425260497697b7166be7a2fe360e8c0b171a8), clipped
to the bounds below and projected as `project` does.
"""

from functools import cache
from math import cos, radians, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from django.http import HttpRequest

from hkinno.site.api_client import read_list
from hkinno.site.charts.rows import read_all

RESOURCES = ("labs", "facilities", "institutions", "events")
WEST, NORTH, EAST, SOUTH = 112.3, 23.7, 115.1, 21.5
SCALE = 300  # units a degree of latitude
EQUIRECTANGULAR = cos(radians(22.6))  # how much shorter a degree of longitude is
COASTLINE = Path(__file__).with_name("coastline.txt")


class MappedPlace(NamedTuple):
    """A place with the number of records there by resource; no point if it is off the map."""

    place: dict[str, Any]
    counts: list[tuple[str, int]]
    total: int
    point: tuple[int, int] | None
    radius: float


class Map(NamedTuple):
    """The coastline as an SVG path, the places with coordinates and the others."""

    width: int
    height: int
    coastline: str
    places: list[MappedPlace]
    others: list[dict[str, Any]]


def read_map(request: HttpRequest) -> Map:
    """All places, those with coordinates and most records first."""
    places = read_all(request, "places")
    mapped = [map_place(request, place) for place in places if place["coordinates"]]
    mapped.sort(key=lambda place: (-place.total, place.place["id"]))
    others = [place for place in places if not place["coordinates"]]
    return Map(*project(EAST, SOUTH), coastline(), mapped, others)


def map_place(request: HttpRequest, place: dict[str, Any]) -> MappedPlace:
    """What is in a place and its parts, as the lists filtered by it count."""
    counts = [
        (name, read_list(request, name, {"place": place["id"], "page_size": 1})["count"])
        for name in RESOURCES
    ]
    total = sum(count for _name, count in counts)
    latitude, longitude = (float(place["coordinates"][key]) for key in ("latitude", "longitude"))
    is_on_map = WEST < longitude < EAST and SOUTH < latitude < NORTH
    point = project(longitude, latitude) if is_on_map else None
    return MappedPlace(place, counts, total, point, round(4 + 2 * sqrt(total), 1))


def project(longitude: float, latitude: float) -> tuple[int, int]:
    """The point of the drawing for a point in degrees, by the equirectangular projection."""
    x = (longitude - WEST) * SCALE * EQUIRECTANGULAR
    return round(x), round((NORTH - latitude) * SCALE)


@cache
def coastline() -> str:
    return COASTLINE.read_text().strip()
