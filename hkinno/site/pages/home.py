"""The home page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hkinno.registry.models import record_models
from hkinno.site.api_client import read_list
from hkinno.site.pages.base import LISTS, SitePage

RECENT = 8
FIRST_YEAR, LAST_YEAR = 2010, 2030


class HomePage(SitePage):
    """What this is, a search box, key figures, recent changes and ways in."""

    template_name = "site/home.html"
    title = _("Hong Kong's innovation and technology, with its sources")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = {name: count(self.request, name) for name in (*record_models(), *LISTS)}
        return super().get_context_data(
            counts=counts,
            topics=buckets(self.request, "programmes", "topics"),
            hosts=buckets(self.request, "labs", "host")[:8],
            sources=read_list(
                self.request,
                "sources",
                {"kind": "article", "ordering": "published", "page_size": 10},
            )["results"],
            recent=recent_changes(self.request),
            years=range(FIRST_YEAR, LAST_YEAR + 1),
        )


def count(request: HttpRequest, name: str) -> int:
    """The number of rows of a list."""
    number: int = read_list(request, name, {"page_size": 1, "fields": "id"})["count"]
    return number


def buckets(request: HttpRequest, name: str, facet: str) -> list[dict[str, Any]]:
    """The values of a facet of a list."""
    data = read_list(request, name, {"page_size": 1, "fields": "id", "facets": facet})
    return [bucket for bucket in data["facets"][facet] if bucket["value"] is not None]


def recent_changes(request: HttpRequest) -> list[dict[str, Any]]:
    """The records that changed last, of the main resources."""
    params = {"ordering": "-updated_at", "page_size": RECENT}
    rows = [
        row
        for name in ("labs", "programmes", "events", "institutions")
        for row in read_list(request, name, params)["results"]
    ]
    rows.sort(key=lambda row: row["updated_at"], reverse=True)
    return rows[:RECENT]
