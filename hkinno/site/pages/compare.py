"""Two to five records side by side."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hkinno.api.client import read
from hkinno.registry.models import Record
from hkinno.site.evidence import Fact, Json, build_facts, build_names
from hkinno.site.pages.base import SitePage
from hkinno.site.references import complete_values

MAX_RECORDS = 5


class Row(NamedTuple):
    """A property, and its fact for each record, None where the record has none."""

    label: str
    facts: list[Fact | None]


class ComparePage(SitePage):
    """The records named by the parameter `id`, property by property."""

    template_name = "site/compare.html"
    title = _("Compare records")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = list(dict.fromkeys(filter(None, self.request.GET.getlist("id"))))
        records = read_records(self.request, keys[:MAX_RECORDS])
        shown = {record["id"] for record in records}
        return super().get_context_data(
            records=[
                record | {"others": [key for key in keys[:MAX_RECORDS] if key != record["id"]]}
                for record in records
            ],
            rows=compare(self.request, records),
            unknown=[key for key in keys[:MAX_RECORDS] if key not in shown],
            left_out=keys[MAX_RECORDS:],
            max_records=MAX_RECORDS,
        )


def read_records(request: HttpRequest, keys: list[str]) -> list[Json]:
    """The published records with these ids, of any kind, with their statements."""
    records = Record.objects.published().filter(pk__in=keys, merged_into=None).in_bulk()
    return [
        read(
            request,
            reverse(f"{records[key].resource}-detail", args=[key]),
            {"expand": "statements"},
        )
        for key in keys
        if key in records
    ]


def compare(request: HttpRequest, records: list[Json]) -> list[Row]:
    """A row for every property that one of the records has."""
    facts: dict[str, dict[str, Fact]] = {}
    for record in records:
        statements = record["statements"]
        complete_values(request, statements)
        for fact in [*build_names(record, statements), *build_facts(record, statements)]:
            facts.setdefault(fact.name, {})[record["id"]] = fact
    return [
        Row(
            next(iter(by_record.values())).label,
            [by_record.get(record["id"]) for record in records],
        )
        for by_record in facts.values()
    ]
