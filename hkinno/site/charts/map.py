"""A map of the places in the Greater Bay Area, with what is there.

The coastline is that of Natural Earth (public domain), from the package `world-atlas` 2.0.2 (ISC),
`land-10m.json` (SHA-256 9b9f584709c119d63fbadf484ce425260497697b7166be7a2fe360e8c0b171a8), clipped
to the bounds below and projected as `project` does.
"""

from collections.abc import Collection, Iterator
from functools import cache
from math import cos, radians, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from django.http import HttpRequest

from hkinno.site.charts.rows import is_plan, read_all
from hkinno.site.counts import PLAN, count_by_place

RESOURCES = ("labs", "facilities", "institutions", "events")
WEST, NORTH, EAST, SOUTH = 112.3, 23.7, 115.1, 21.5
SCALE = 300  # units a degree of latitude
EQUIRECTANGULAR = cos(radians(22.6))  # how much shorter a degree of longitude is
COASTLINE = Path(__file__).with_name("coastline.txt")


class MappedPlace(NamedTuple):
    """A place with the number of records in it and its parts, by resource.

    `planned` is how many of the records do not exist yet. `point` is where it is drawn, if its own
    coordinates are known and on the map; otherwise what is there is drawn at `drawn_at`, the
    nearest place around it that has coordinates, if any. `depth` is that in the tree of places.
    """

    place: dict[str, Any]
    depth: int
    counts: list[tuple[str, int]]
    total: int
    planned: int
    point: tuple[int, int] | None
    drawn_at: dict[str, Any] | None

    @property
    def radius(self) -> float:
        """That of what exists; a ring around it is what is planned."""
        return radius(self.total - self.planned)

    @property
    def radius_with_plans(self) -> float:
        return radius(self.total)


class Map(NamedTuple):
    """The coastline as an SVG path, the places that hold records as a tree, and the others."""

    width: int
    height: int
    coastline: str
    places: list[MappedPlace]
    others: list[dict[str, Any]]

    @property
    def dots(self) -> list[MappedPlace]:
        """The places that are drawn, the largest first, so that none hides another."""
        drawn = [place for place in self.places if place.point]
        return sorted(drawn, key=lambda place: -place.total)


class Places:
    """All places with what is in each of them; the same as the lists filtered by place count."""

    def __init__(self, request: HttpRequest) -> None:
        self.rows = {row["id"]: row for row in read_all(request, "places")}
        self.contents: dict[str, set[str]] = {key: set() for key in self.rows}
        for key in self.rows:
            if whole := self.whole_of(key):
                self.contents[whole].add(key)
        members = read_members(request, self.rows)
        for row in members:
            self.contents[row["subject"]["id"]].add(row["object"]["id"])
        facilities = {row["object"]["id"] for row in members} - self.rows.keys()
        # Facilities that are members of a place stand at a place themselves, as plans or not.
        self.sites = read_sites(request, facilities)
        counts, plans = count_by_place(request), count_by_place(request, PLAN)
        self.here = {name: counts[name] for name in RESOURCES}
        self.planned_here = {name: plans[name] for name in RESOURCES}

    def whole_of(self, key: str) -> str | None:
        whole = (self.rows[key]["part_of"] or {}).get("id")
        return whole if whole in self.rows else None

    def within(self, key: str) -> set[str]:
        """A place, its parts and its members, at any depth."""
        inside, waiting = {key}, [key]
        while waiting:
            contained = self.contents.get(waiting.pop(), set()) - inside
            inside |= contained
            waiting += contained
        return inside

    def count(self, key: str, *, is_plan: bool = False) -> list[tuple[str, int]]:
        """How many records are in a place, by resource; `is_plan`: only those that are plans."""
        inside = self.within(key)
        members = sum(
            site in inside and row["place"] not in inside and (not is_plan or row["is_plan"])
            for site, row in self.sites.items()
        )
        return [
            (
                name,
                sum(numbers.get(place, 0) for place in inside)
                + (members if name == "facilities" else 0),
            )
            for name, numbers in (self.planned_here if is_plan else self.here).items()
        ]

    def tree(self, whole: str | None = None, depth: int = 0) -> Iterator[tuple[str, int]]:
        """The places below one, each before its parts, with their depth."""
        for key in sorted(self.rows):
            if self.whole_of(key) == whole:
                yield key, depth
                yield from self.tree(key, depth + 1)

    def point(self, key: str) -> tuple[int, int] | None:
        """Where a place is drawn; None if it has no coordinates, or is not on the map."""
        coordinates = self.rows[key]["coordinates"]
        if not coordinates:
            return None
        latitude, longitude = (float(coordinates[name]) for name in ("latitude", "longitude"))
        is_on_map = WEST < longitude < EAST and SOUTH < latitude < NORTH
        return project(longitude, latitude) if is_on_map else None

    def drawn_at(self, key: str) -> dict[str, Any] | None:
        """The nearest place around a place that is drawn."""
        whole = self.whole_of(key)
        if whole is None:
            return None
        return self.rows[whole] if self.point(whole) else self.drawn_at(whole)


def read_map(request: HttpRequest) -> Map:
    """The tree of places with what is in each."""
    places, mapped, others = Places(request), [], []
    for key, depth in places.tree():
        counts = places.count(key)
        total = sum(number for _name, number in counts)
        planned = sum(number for _name, number in places.count(key, is_plan=True))
        point = places.point(key)
        drawn_at = None if point else places.drawn_at(key)
        if total or point:
            row = places.rows[key]
            mapped.append(MappedPlace(row, depth, counts, total, planned, point, drawn_at))
        else:
            others.append(places.rows[key])
    return Map(*project(EAST, SOUTH), coastline(), mapped, others)


def radius(number: int) -> float:
    """The radius of the circle for a number of records."""
    return round(4 + 2 * sqrt(number), 1)


def read_members(request: HttpRequest, ids: Collection[str]) -> list[dict[str, Any]]:
    """The relations from these places to their members."""
    if not ids:
        return []
    return read_all(request, "relations", role="member", subject__in=",".join(ids))


def read_sites(request: HttpRequest, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The place of each of these facilities, and whether it is a plan."""
    if not ids:
        return {}
    rows = read_all(request, "facilities", id__in=",".join(sorted(ids)), fields="id,place,stage")
    return {
        row["id"]: {"place": (row["place"] or {}).get("id"), "is_plan": is_plan(row)}
        for row in rows
    }


def project(longitude: float, latitude: float) -> tuple[int, int]:
    """The point of the drawing for a point in degrees, by the equirectangular projection."""
    x = (longitude - WEST) * SCALE * EQUIRECTANGULAR
    return round(x), round((NORTH - latitude) * SCALE)


@cache
def coastline() -> str:
    return COASTLINE.read_text().strip()
