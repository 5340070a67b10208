"""The home page."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from hkinno.api.revision_cache import MAX_COUNT, count_at_most, get_or_compute
from hkinno.registry.models import Change, Record, Relation, Statement, record_models
from hkinno.site.api_client import read_list
from hkinno.site.charts.rows import first_year, read_all
from hkinno.site.pages.base import SitePage

RECENT = 8
MAX_CHANGES = 2000  # that are searched for the last ones
MAIN = ("labs", "programmes", "events", "institutions")
FIRST_YEAR = 2010


class HomePage(SitePage):
    """What this is, a search box, key figures, recent changes and ways in."""

    template_name = "site/home.html"
    title = _("Hong Kong's innovation and technology, with its sources")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures = get_or_compute(Request(self.request), "home", lambda: read_figures(self.request))
        return super().get_context_data(**figures)


def read_figures(request: HttpRequest) -> dict[str, Any]:
    """What the page shows, in both languages; kept until the data change."""
    article_params = {"kind": "article", "ordering": "published", "page_size": 10}
    return {
        "counts": count_rows(),
        "topics": buckets(request, "programmes", "topics"),
        "hosts": buckets(request, "labs", "host")[:8],
        "sources": read_list(request, "sources", article_params)["results"],
        "recent": recent_changes(request),
        "years": event_years(request),
    }


def event_years(request: HttpRequest) -> list[int]:
    """The years from `FIRST_YEAR` in which events start, as far as their dates are known."""
    params = {"starts__gte": FIRST_YEAR, "fields": "starts", "dates": "possible"}
    years = {first_year(row["starts"]) for row in read_all(request, "events", **params)}
    return sorted(year for year in years if year and year >= FIRST_YEAR)


def count_rows() -> dict[str, int]:
    """The number of rows of each list, as the API counts them."""
    records = Record.objects.published().filter(merged_into=None).order_by()
    counts = dict(records.values_list("resource").annotate(Count("pk")))
    evidence = {
        "statements": Statement.objects.published(),
        "relations": Relation.objects.published(),
    }
    return {
        **{name: min(counts.get(name, 0), MAX_COUNT) for name in record_models()},
        **{name: count_at_most(rows, MAX_COUNT).number for name, rows in evidence.items()},
    }


def buckets(request: HttpRequest, name: str, facet: str) -> list[dict[str, Any]]:
    """The values of a facet of a list."""
    data = read_list(request, name, {"page_size": 1, "fields": "id", "facets": facet})
    return [bucket for bucket in data["facets"][facet] if bucket["value"] is not None]


def recent_changes(request: HttpRequest) -> list[dict[str, Any]]:
    """The records that changed last, of the main resources."""
    changes = Change.objects.order_by("-id").values_list("record_id", flat=True)
    keys = list(dict.fromkeys(changes[:MAX_CHANGES]))
    records = Record.objects.published().filter(pk__in=keys, resource__in=MAIN, merged_into=None)
    resources = dict(records.values_list("pk", "resource"))
    recent = [key for key in keys if key in resources][:RECENT]
    rows = {
        row["id"]: row
        for name in {resources[key] for key in recent}
        for row in read_list(
            request,
            name,
            {"id__in": ",".join(key for key in recent if resources[key] == name)},
        )["results"]
    }
    return [rows[key] for key in recent]
