"""Laboratories by host and field."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hkinno.registry.vocabularies.record_choices import Topic
from hkinno.site.counts import count_by_field, count_by_host, rank
from hkinno.site.field_values import represent_records
from hkinno.site.html import format_html, join_html

MAX_LEVEL = 5  # of shading
MAX_HOSTS = 25  # those with the most laboratories


class Cell(NamedTuple):
    """How many laboratories of a host work in a field, and how many are planned."""

    topic: str
    existing: int
    planned: int
    level: int

    def to_html(self, address: str) -> SafeString | str:
        """The cell with a link to these laboratories; `address` is the list of the host's."""
        numbers: SafeString | str = str(self.existing or "")
        if self.planned:
            plan = '{}<span title="{}">+{}</span>'
            numbers = format_html(plan, numbers, _("planned"), self.planned)
        if not numbers:
            return format_html('<td class="level-{}"></td>', self.level)
        return format_html(
            '<td class="level-{}{}"><a href="{}&amp;topics={}">{}</a></td>',
            *(self.level, " has-plan" if self.planned else "", address, self.topic, numbers),
        )


class Row(NamedTuple):
    """A host with its laboratories by field."""

    host: dict[str, Any]
    total: int
    cells: list[Cell]

    @property
    def cells_html(self) -> SafeString:
        """All cells: a template takes long for hundreds of them."""
        address = f"{reverse('list', args=['labs'])}?host={self.host['id']}"
        return join_html("", (cell.to_html(address) for cell in self.cells))


class Matrix(NamedTuple):
    """The hosts with the most laboratories, and the fields, the most frequent first."""

    topics: list[str]
    rows: list[Row]
    left_out: int  # hosts


def read_matrix(request: HttpRequest) -> Matrix:
    """The matrix of all laboratories that have a host."""
    counts = count_by_field(request)
    topics = [topic for topic, _count in rank((t, counts[t]) for t in Topic.values if counts[t])]
    totals = count_by_host(request)
    leading = totals[:MAX_HOSTS]
    hosts = represent_records(request, "institutions", dict(leading))
    rows = [
        Row(
            hosts[key],
            total,
            [
                make_cell(topic, counts[key, topic, False], counts[key, topic, True])
                for topic in topics
            ],
        )
        for key, total in leading
        if key in hosts
    ]
    return Matrix(topics, rows, len(totals) - len(leading))


def make_cell(topic: str, existing: int, planned: int) -> Cell:
    return Cell(topic, existing, planned, min(existing, MAX_LEVEL))
