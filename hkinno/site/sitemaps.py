"""The sitemap: every record in both languages, each version naming the other."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from hkinno.registry.models import Record, record_models
from hkinno.site.pages.charts import CHARTS

PAGES = ["home", "charts", *(name for name, *_texts in CHARTS), "conflicts", "data-quality"]
LIMIT = 20_000  # records in a file: each is in two languages, and 50,000 URLs are allowed


class PageSitemap(Sitemap):  # type: ignore[type-arg]  # not generic at run time
    """Pages that are no records."""

    i18n = alternates = x_default = True

    def items(self) -> list[tuple[str, list[str]]]:
        lists = [("list", [resource]) for resource in record_models()]
        return [*((name, []) for name in [*PAGES, "about", "developers"]), *lists]

    def location(self, item: tuple[str, list[str]]) -> str:
        return reverse(item[0], args=item[1])


class RecordSitemap(Sitemap):  # type: ignore[type-arg]  # not generic at run time
    """All published records, with the time of their last change."""

    i18n = alternates = x_default = True
    limit = LIMIT

    def items(self) -> QuerySet[Any]:
        records = Record.objects.published().filter(merged_into=None).order_by("id")
        return records.only("id", "resource", "updated_at")

    def location(self, item: Record) -> str:
        return reverse("record", args=[item.resource, item.pk])

    def lastmod(self, item: Record) -> Any:
        return item.updated_at


SITEMAPS: dict[str, Any] = {"pages": PageSitemap, "records": RecordSitemap}
