"""Sources: what facts are taken from."""

from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, OuterRef, Q
from django.db.models.functions import JSONObject

from hkinno.registry.constraints import holds
from hkinno.registry.models.matching_rules import MatchingRules
from hkinno.registry.models.record import Record, parent_link
from hkinno.registry.models.record_queryset import RecordQuerySet
from hkinno.registry.models.statement import Statement
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices, Label, one_of


class SourceKind(BilingualChoices):
    ARTICLE = "article", "報章文章", "Newspaper article"
    OPEN_REGISTRY = "open-registry", "開放註冊庫", "Open registry"
    OFFICIAL_PAGE = "official-page", "官方網頁", "Official page"
    NEWS_REPORT = "news-report", "新聞報道", "News report"
    EDITORIAL_NOTE = "editorial-note", "編者按", "Editorial note"


class PublishedBasis(BilingualChoices):
    PRINTED = "printed", "原文所印", "Printed"
    INFERRED = "inferred", "推斷", "Inferred"


class SourceQuerySet(RecordQuerySet):
    def for_api(self) -> "SourceQuerySet":
        """As of every record, and with `supported`: what rests on each source, by resource.

        `supported` is `[{"resource", "records", "statements"}]` with counts of published ones.
        """
        counts = (
            Statement.objects.published()
            .filter(source=OuterRef("pk"))
            .order_by("subject__resource")
            .values("subject__resource")
            .annotate(records=Count("subject", distinct=True), statements=Count("pk"))
        )
        as_json = JSONObject(
            resource="subject__resource", records="records", statements="statements"
        )
        sources: SourceQuerySet = (
            super().for_api().annotate(supported=ArraySubquery(counts.values(counts=as_json)))
        )
        return sources


class Source(Record):
    """A source of facts: an article, an open registry, a page or an editorial note."""

    RESOURCE = "sources"
    LABEL = Label("來源", "Sources")
    VIEWSET = "hkinno.registry.rest.record_viewsets.SourceViewSet"
    KIND_CHOICES = SourceKind
    PROPERTIES = {}  # a source makes statements; none is made about it
    SEED_FIELDS = (
        "id",
        "kind",
        "publisher_zh",
        "publisher_en",
        "byline",
        "published",
        "published_basis",
        "published_reasoning",
        "page",
        "url",
        "accessed",
        "file",
        "sha256",
    )
    EXAMPLE_ID = "wenweipo-2017-hub"
    MATCHING = MatchingRules(is_default=False)
    SCHEMA_ORG_TYPE = "CreativeWork"
    SCHEMA_ORG_TYPE_BY_KIND = {
        "article": "NewsArticle",
        "open-registry": "Dataset",
        "official-page": "WebPage",
        "news-report": "NewsArticle",
    }
    SCHEMA_ORG_TERMS = Record.SCHEMA_ORG_TERMS | {"published": "datePublished"}

    record_ptr = parent_link()
    kind = models.CharField(max_length=20, choices=SourceKind)
    publisher_zh = models.CharField("Chinese publisher", max_length=100, blank=True)
    publisher_en = models.CharField("English publisher", max_length=100, blank=True)
    byline = models.CharField(max_length=200, blank=True)
    published = PartialDateField(null=True, blank=True)
    published_basis = models.CharField(max_length=10, choices=PublishedBasis, blank=True)
    published_reasoning = models.TextField(blank=True)
    page = models.CharField(max_length=20, blank=True)
    url = models.URLField(max_length=500, blank=True)
    accessed = models.DateField(null=True, blank=True)
    file = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects: ClassVar[Any] = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("source", "kind", SourceKind),
            holds(
                "source_says_how_its_date_is_known",
                Q(published=None, published_basis="")
                | (Q(published__isnull=False) & Q(published_basis="printed"))
                | (
                    Q(published__isnull=False)
                    & Q(published_basis="inferred")
                    & ~Q(published_reasoning="")
                ),
                "A date is printed, or inferred with the reasoning.",
            ),
            holds(
                "source_article_names_its_file",
                ~Q(kind="article") | (~Q(file="") & Q(sha256__regex="^[0-9a-f]{64}$")),
                "An article needs its file and the SHA-256 of the file.",
            ),
            holds(
                "source_url_is_http",
                Q(url="") | Q(url__regex=r"^https?://[^\s]+$"),
                "The URL must start with http:// or https://.",
            ),
        ]

    def __str__(self) -> str:
        """The title with publisher and date: several newspapers have the same title."""
        publisher = self.publisher_zh or self.publisher_en
        details = ", ".join(filter(None, (publisher, str(self.published or ""))))
        return f"{super().__str__()} ({details})" if details else super().__str__()
