"""What places and sources are filtered by."""

from hkinno.api.filters.choice import words
from hkinno.api.filters.range import AMOUNT, bounds, column, compared
from hkinno.api.filters.text import texts
from hkinno.registry.models import PlaceKind, SourceKind
from hkinno.registry.models.place_source import PublishedBasis
from hkinno.registry.rest.filters.date import date_bounds, dates, day_bounds, days
from hkinno.registry.rest.filters.place import AnyWholeOf, places
from hkinno.registry.rest.filters.record_filterset import RecordFilter
from hkinno.registry.vocabularies.record_terms import Resource


class PlaceFilter(RecordFilter):
    """What places are filtered by."""

    RESOURCE = Resource.PLACES

    place, place__in, place__isnull = places(
        "A place in which it lies, or to which it belongs, at any depth.", AnyWholeOf
    )
    kind, kind__in, kind__isnull = words("kind", PlaceKind, "What sort of place it is.")
    latitude, latitude__in, latitude__isnull = compared(
        column("latitude"), AMOUNT, "Degrees north of the equator."
    )
    latitude__gt, latitude__gte, latitude__lt, latitude__lte = bounds(
        column("latitude"), AMOUNT, "Degrees north of the equator."
    )
    longitude, longitude__in, longitude__isnull = compared(
        column("longitude"), AMOUNT, "Degrees east of Greenwich."
    )
    longitude__gt, longitude__gte, longitude__lt, longitude__lte = bounds(
        column("longitude"), AMOUNT, "Degrees east of Greenwich."
    )


class SourceFilter(RecordFilter):
    """What sources are filtered by."""

    RESOURCE = Resource.SOURCES
    LIFESPAN = ("published", "published")

    kind, kind__in, kind__isnull = words("kind", SourceKind, "What sort of source it is.")
    publisher, publisher__in, publisher__startswith, publisher__isnull = texts(
        ["publisher_zh", "publisher_en"], "Who published it.", "文匯報"
    )
    byline, byline__in, byline__startswith, byline__isnull = texts(
        ["byline"], "Its authors, as printed.", "記者"
    )
    published, published__in, published__isnull = dates("published", "When it was published.")
    published__gt, published__gte, published__lt, published__lte = date_bounds(
        "published", "When it was published."
    )
    published_basis, published_basis__in, published_basis__isnull = words(
        "published_basis", PublishedBasis, "How its date is known."
    )
    (
        published_reasoning,
        published_reasoning__in,
        published_reasoning__startswith,
        published_reasoning__isnull,
    ) = texts(["published_reasoning"], "How the date was inferred.", "It tells")
    original_url, original_url__in, original_url__startswith, original_url__isnull = texts(
        ["url"], "Where the original can be read.", "https://www.wenweipo.com/"
    )
    # `page` itself turns the pages of the list.
    (
        newspaper_page,
        newspaper_page__in,
        newspaper_page__startswith,
        newspaper_page__isnull,
    ) = texts(["page"], "The page of the newspaper.", "A18")
    file, file__in, file__startswith, file__isnull = texts(
        ["file"], "The file to which lines refer.", "000_76fe6c8853eb8cd7.txt"
    )
    sha256, sha256__in, sha256__startswith, sha256__isnull = texts(
        ["sha256"], "The hash of that file.", "00000000"
    )
    accessed, accessed__in, accessed__isnull = days("accessed", "The day on which we saw it.")
    accessed__gt, accessed__gte, accessed__lt, accessed__lte = day_bounds(
        "accessed", "The day on which we saw it."
    )
