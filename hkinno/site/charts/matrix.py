"""Laboratories by host and field."""

from collections import Counter
from typing import Any, NamedTuple

from django.http import HttpRequest

from hkinno.site.charts.rows import MAX_ROWS, is_plan, read_all

MAX_LEVEL = 5  # of shading
MAX_HOSTS = 40  # those with the most laboratories


class Cell(NamedTuple):
    """How many laboratories of a host work in a field, and how many are planned."""

    topic: str
    existing: int
    planned: int
    level: int


class Row(NamedTuple):
    """A host with its laboratories by field."""

    host: dict[str, Any]
    total: int
    cells: list[Cell]


class Matrix(NamedTuple):
    """The hosts and the fields, the most frequent first."""

    topics: list[str]
    rows: list[Row]
    counted: int | None  # laboratories, if there are more


def read_matrix(request: HttpRequest) -> Matrix:
    """The matrix of all laboratories that have a host."""
    labs = read_all(request, "labs", host__isnull="false", fields="id,host,topics,stage")
    counts = Counter(
        (lab["host"]["id"], topic, is_plan(lab)) for lab in labs for topic in lab["topics"]
    )
    totals = Counter(lab["host"]["id"] for lab in labs)
    hosts = {lab["host"]["id"]: lab["host"] for lab in labs}
    by_topic = Counter(topic for lab in labs for topic in lab["topics"])
    topics = [topic for topic, _count in by_topic.most_common()]
    rows = [
        Row(
            hosts[key],
            total,
            [
                make_cell(topic, counts[key, topic, False], counts[key, topic, True])
                for topic in topics
            ],
        )
        for key, total in totals.most_common(MAX_HOSTS)
    ]
    return Matrix(topics, rows, len(labs) if len(labs) == MAX_ROWS else None)


def make_cell(topic: str, existing: int, planned: int) -> Cell:
    return Cell(topic, existing, planned, min(existing, MAX_LEVEL))
