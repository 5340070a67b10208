"""The neighbours of a record as a drawing: those that refer to it left, the others right."""

from typing import Any, NamedTuple

from hkinno.site.relations import RelationGroup
from hkinno.site.values_html import record_path

MAX_NEIGHBOURS = 10  # on each side
ROW_HEIGHT, CENTRE, MARGIN = 34, 450, 20
DISTANCE = 130  # from the centre to the neighbours of a side


class Neighbour(NamedTuple):
    """A record in the drawing, with the line that leads to it (an SVG path)."""

    record: dict[str, Any]
    path: str
    label: str
    is_plan: bool
    x: int
    y: int
    line: str


class Side(NamedTuple):
    """The neighbours on one side in an SVG viewport that begins at `x`, with how to set names."""

    x: int
    neighbours: list[Neighbour]
    anchor: str
    gap: int


class Network(NamedTuple):
    """A drawing of one or two sides, which a phone shows below each other.

    `left_out` neighbours are missing.
    """

    side_width: int
    height: int
    centre_y: int
    sides: list[Side]
    left_out: int


def draw_network(record: dict[str, Any], groups: list[RelationGroup]) -> Network | None:
    """The drawing, or None if the record has fewer than two relations."""
    sides: dict[str, list[tuple[str, Any]]] = {"in": [], "out": []}
    for group in groups:
        for related in group.related:
            sides[group.direction].append((group.label, related))
    total = sum(map(len, sides.values()))
    if total < 2:
        return None
    shown = {direction: related[:MAX_NEIGHBOURS] for direction, related in sides.items()}
    height = max(map(len, shown.values())) * ROW_HEIGHT + 2 * MARGIN
    centre = height // 2
    left = place(shown["in"], centre, x=CENTRE - DISTANCE, anchor=CENTRE)
    right = place(shown["out"], centre, x=CENTRE + DISTANCE, anchor=CENTRE)
    both = Side(0, left, "end", -10), Side(CENTRE, right, "start", 10)
    drawn = [side for side in both if side.neighbours]
    return Network(CENTRE, height, centre, drawn, total - len(left) - len(right))


def place(related: list[tuple[str, Any]], centre: int, x: int, anchor: int) -> list[Neighbour]:
    """The neighbours of one side, evenly spaced around the centre."""
    top = centre - (len(related) - 1) * ROW_HEIGHT // 2
    middle = (x + anchor) // 2
    neighbours = []
    for index, (label, neighbour) in enumerate(related):
        y = top + index * ROW_HEIGHT
        line = f"M{anchor} {centre}C{middle} {centre} {middle} {y} {x} {y}"
        record = neighbour.relation["record"]
        is_plan = neighbour.certainty in ("planned", "proposed", "claimed")
        neighbours.append(Neighbour(record, record_path(record), label, is_plan, x, y, line))
    return neighbours
