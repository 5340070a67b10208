"""The home page."""

from typing import Any

from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from hkinno.api.prepared_statements import fetch_prepared
from hkinno.api.revision_cache import get_or_compute
from hkinno.registry.models import Source, SourceKind, record_models
from hkinno.site.counts import count_by_host, count_by_topic, count_lists
from hkinno.site.field_values import represent_records, represent_sources
from hkinno.site.pages.base import SitePage

RECENT = 8
CHANGES = (200, 2000)  # how many are searched for the last ones, first and at most
MAX_HOSTS, MAX_ARTICLES = 8, 10
MAIN = ("labs", "programmes", "events", "institutions")
FIRST_YEAR = 2010
RECENT_CHANGES = """
select record.id, record.resource from (
  select record_id, max(id) as id from (
    select record_id, id from public.registry_change order by id desc limit %s) as latest
  group by record_id) as change
join public.registry_record record on record.id = change.record_id
where record.status = 'published' and record.merged_into_id is null and record.resource = any(%s)
order by change.id desc limit %s
"""
# The first year that a partial date may be in, or the last if its beginning is open.
EVENT_YEARS = """
select distinct extract(year from coalesce(lower(starts), upper(starts) - 1)) as year
from public.{} join public.registry_record record on record.id = record_ptr_id
where record.status = 'published' and record.merged_into_id is null
  and coalesce(lower(starts), upper(starts) - 1) >= make_date(%s, 1, 1) order by year
"""


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
        "years": event_years(),
    }


def event_years() -> list[int]:
    """The years from `FIRST_YEAR` in which events start, as far as their dates are known."""
    events = record_models()["events"]
    rows = fetch_prepared(EVENT_YEARS.format(events._meta.db_table), [FIRST_YEAR])
    return [int(year) for (year,) in rows]


def leading_hosts(request: HttpRequest) -> list[tuple[dict[str, Any], int]]:
    """The institutions with the most laboratories, and the number of these."""
    leading = count_by_host(request)[:MAX_HOSTS]
    hosts = represent_records(request, "institutions", dict(leading))
    return [(hosts[key], number) for key, number in leading if key in hosts]


def recent_changes(request: HttpRequest) -> list[dict[str, Any]]:
    """The records that changed last, of the main resources."""
    with connection.cursor() as cursor:
        for number in CHANGES:
            cursor.execute(RECENT_CHANGES, [number, list(MAIN), RECENT])
            resources = dict(cursor.fetchall())
            if len(resources) == RECENT:
                break
    rows: dict[str, dict[str, Any]] = {}
    for name in {*resources.values()}:
        ids = [key for key, resource in resources.items() if resource == name]
        rows |= represent_records(request, name, ids, "stage", "is_overdue", "updated_at")
    return [rows[key] for key in resources]
