"""Records that belong to no app: places, and the sources of facts."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, OuterRef, Q
from django.db.models.functions import JSONObject

from hkinno.registry.constraints import holds
from hkinno.registry.models.record import Record, RecordQuerySet, parent_link
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.vocabularies.choices import BilingualChoices, one_of
from hkinno.registry.vocabularies.record_terms import Resource


class PlaceKind(BilingualChoices):
    COUNTRY = "country", "國家", "Country"
    PROVINCE = "province", "省份", "Province"
    CITY = "city", "城市", "City"
    DISTRICT = "district", "地區", "District"
    ZONE = "zone", "合作區", "Zone"
    AREA = "area", "片區", "Area"
    REGION = "region", "區域", "Region"
    CLUSTER = "cluster", "城市群", "Cluster of cities"


class PlaceQuerySet(RecordQuerySet):
    def for_api(self) -> "PlaceQuerySet":
        """With all that the API shows of a place, in four queries however many there are."""
        return self.with_evidence()


class Place(Record):
    """A country, province, city, district, zone or cluster of cities.

    Coordinates are a point of it, taken from an open registry; they are no boundary.
    """

    RESOURCE = Resource.PLACES

    record_ptr = parent_link()
    kind = models.CharField(max_length=20, choices=PlaceKind)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("place", "kind", PlaceKind),
            holds(
                "place_has_both_coordinates_or_none",
                Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                "A place has both coordinates or none.",
            ),
            holds(
                "place_lies_on_earth",
                Q(latitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                "Latitude is at most 90 degrees, longitude at most 180.",
            ),
        ]


class SourceKind(BilingualChoices):
    ARTICLE = "article", "報章文章", "Newspaper article"
    OPEN_REGISTRY = "open-registry", "開放註冊庫", "Open registry"
    OFFICIAL_PAGE = "official-page", "官方網頁", "Official page"
    EDITORIAL_NOTE = "editorial-note", "編者按", "Editorial note of ours"


class PublishedBasis(BilingualChoices):
    PRINTED = "printed", "原文所印", "Printed"
    INFERRED = "inferred", "推斷", "Inferred"


class SourceQuerySet(RecordQuerySet):
    def for_api(self) -> "SourceQuerySet":
        """With all that the API shows of a source, in four queries however many there are.

        `supported` says of each resource how many records and statements rest on the source.
        """
        from hkinno.registry.models.evidence import Statement

        said = (
            Statement.objects.published()
            .filter(source=OuterRef("pk"))
            .order_by("subject__resource")
            .values("subject__resource")
            .annotate(records=Count("subject", distinct=True), said=Count("pk"))
            .values(found=JSONObject(resource="subject__resource", records="records", said="said"))
        )
        return self.with_evidence().annotate(supported=ArraySubquery(said))


class Source(Record):
    """What a fact is taken from: an article, an open registry, a page, or a note of our own."""

    RESOURCE = Resource.SOURCES

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

    objects = SourceQuerySet.as_manager()

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
                "An article names its file and the hash of it.",
            ),
            holds(
                "source_url_is_http",
                Q(url="") | Q(url__regex=r"^https?://[^\s]+$"),
                "An address begins with http:// or https://.",
            ),
        ]
