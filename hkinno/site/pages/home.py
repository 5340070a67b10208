"""The home page."""

from typing import Any

from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from hkinno.api.revision_cache import get_or_compute
from hkinno.registry.models import Change, Record, Source, SourceKind
from hkinno.site.charts.rows import first_year, read_all
from hkinno.site.counts import count_by_host, count_by_topic, count_lists
from hkinno.site.field_values import represent_records, represent_sources
from hkinno.site.pages.base import SitePage

RECENT = 8
CHANGES = (200, 2000)  # how many are searched for the last ones, first and at most
MAX_HOSTS, MAX_ARTICLES = 8, 10
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
    articles = Source.objects.published().filter(kind=SourceKind.ARTICLE, merged_into=None)
    articles = articles.order_by(F("published").asc(nulls_last=True), "pk")
    first_ids = articles.values_list("pk", flat=True)[:MAX_ARTICLES]
    return {
        "counts": count_lists(request),
        "topics": count_by_topic(request, "programmes"),
        "hosts": leading_hosts(request),
        "sources": list(represent_sources(request, first_ids).values()),
        "recent": recent_changes(request),
        "years": event_years(request),
    }


def event_years(request: HttpRequest) -> list[int]:
    """The years from `FIRST_YEAR` in which events start, as far as their dates are known."""
    params = {"starts__gte": FIRST_YEAR, "fields": "starts", "dates": "possible"}
    years = {first_year(row["starts"]) for row in read_all(request, "events", **params)}
    return sorted(year for year in years if year and year >= FIRST_YEAR)


def leading_hosts(request: HttpRequest) -> list[tuple[dict[str, Any], int]]:
    """The institutions with the most laboratories, and the number of these."""
    leading = count_by_host(request)[:MAX_HOSTS]
    hosts = represent_records(request, "institutions", dict(leading))
    return [(hosts[key], number) for key, number in leading if key in hosts]


def recent_changes(request: HttpRequest) -> list[dict[str, Any]]:
    """The records that changed last, of the main resources."""
    changes = Change.objects.order_by("-id").values_list("record_id", flat=True)
    for number in CHANGES:
        keys = list(dict.fromkeys(changes[:number]))
        # One parameter: thousands of them take Python longer than the query.
        is_changed = Q(pk__in=RawSQL("select unnest(%s::text[])", [keys]))
        records = Record.objects.published().filter(is_changed, resource__in=MAIN)
        resources = dict(records.filter(merged_into=None).values_list("pk", "resource"))
        recent = [key for key in keys if key in resources][:RECENT]
        if len(recent) == RECENT:
            break
    rows: dict[str, dict[str, Any]] = {}
    for name in {resources[key] for key in recent}:
        ids = [key for key in recent if resources[key] == name]
        rows |= represent_records(request, name, ids, "stage", "is_overdue", "updated_at")
    return [rows[key] for key in recent]
