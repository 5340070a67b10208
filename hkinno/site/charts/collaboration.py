"""Who works with whom: the records joined by relations, on a circle."""

from collections import Counter
from math import cos, pi, sin
from typing import Any, NamedTuple

from django.http import HttpRequest

from hkinno.registry.vocabularies.record_choices import Modality
from hkinno.site.charts.rows import read_all

ROLES = ("partner", "works-with")
MAX_NODES, MAX_LISTED = 60, 200
SIZE, RADIUS = 1100, 250
BEND = 0.45  # how far chords keep from the centre, as a share of the way to their middle


class Node(NamedTuple):
    """A record on the circle, and its label beside it; `rotation` is in degrees."""

    record: dict[str, Any]
    degree: int
    x: float
    y: float
    rotation: float
    is_left: bool


class Circle(NamedTuple):
    """The nodes, the chords between them, and the relations that are listed.

    A chord is an SVG path, and whether it is only planned, proposed or claimed.
    """

    nodes: list[Node]
    chords: list[tuple[str, bool]]
    relations: list[dict[str, Any]]
    left_out: int


def read_collaboration(request: HttpRequest) -> Circle:
    """Everything that is a partner of or works with something else."""
    relations = read_all(request, "relations", role=ROLES)
    relations = [row for row in relations if row["subject"] and row["object"]]
    records = {row[end]["id"]: row[end] for row in relations for end in ("subject", "object")}
    degrees = Counter(row[end]["id"] for row in relations for end in ("subject", "object"))
    shown = sorted(key for key, _degree in degrees.most_common(MAX_NODES))
    order = group_neighbours(shown, relations)
    nodes = {
        key: place(records[key], degrees[key], index / len(order))
        for index, key in enumerate(order)
    }
    chords = [
        (
            chord(nodes[row["subject"]["id"]], nodes[row["object"]["id"]]),
            row["modality"] not in (None, Modality.STATED),
        )
        for row in relations
        if row["subject"]["id"] in nodes and row["object"]["id"] in nodes
    ]
    left_out = len(degrees) - len(nodes)
    return Circle(list(nodes.values()), chords, relations[:MAX_LISTED], left_out)


def group_neighbours(keys: list[str], relations: list[dict[str, Any]]) -> list[str]:
    """The keys in an order in which neighbours follow each other: depth first."""
    neighbours: dict[str, set[str]] = {key: set() for key in keys}
    for row in relations:
        one, other = row["subject"]["id"], row["object"]["id"]
        if one in neighbours and other in neighbours:
            neighbours[one].add(other)
            neighbours[other].add(one)
    order: dict[str, None] = {}
    for key in sorted(keys, key=lambda key: (-len(neighbours[key]), key)):
        waiting = [key]
        while waiting:
            current = waiting.pop()
            if current not in order:
                order[current] = None
                waiting += sorted(neighbours[current], reverse=True)
    return list(order)


def place(record: dict[str, Any], degree: int, share: float) -> Node:
    """A node at a share of the circle."""
    angle = 2 * pi * share
    x, y = SIZE / 2 + RADIUS * cos(angle), SIZE / 2 + RADIUS * sin(angle)
    is_left = pi / 2 < angle < 3 * pi / 2
    rotation = share * 360 - (180 if is_left else 0)
    return Node(record, degree, round(x, 1), round(y, 1), round(rotation, 1), is_left)


def chord(one: Node, other: Node) -> str:
    """A curve that is bent towards the centre of the circle."""
    x, y = (
        round(SIZE / 2 + ((start + end) / 2 - SIZE / 2) * BEND, 1)
        for start, end in ((one.x, other.x), (one.y, other.y))
    )
    return f"M{one.x} {one.y}Q{x} {y} {other.x} {other.y}"
