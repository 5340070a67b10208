"""What places and sources are filtered by."""

from hkinno.api.filters.choice import choice_filters
from hkinno.api.filters.range import DECIMAL, equality_filters, range_filters, single_column
from hkinno.api.filters.text import text_filters
from hkinno.registry.models import Place, PlaceKind, PublishedBasis, Source, SourceKind
from hkinno.registry.rest.filters.date import date_bounds, dates, day_bounds, days
from hkinno.registry.rest.filters.place import AnyWholeOf, places
from hkinno.registry.rest.filters.record_filterset import RecordFilter


class PlaceFilter(RecordFilter):
    """What places are filtered by."""

    RESOURCE = Place.RESOURCE

    place, place__in, place__isnull = places(
        "A place in which it lies, or to which it belongs, at any depth.", AnyWholeOf
    )
    kind, kind__in, kind__isnull = choice_filters("kind", PlaceKind, "What sort of place it is.")
    latitude, latitude__in, latitude__isnull = equality_filters(
        single_column("latitude"), DECIMAL, "Degrees north of the equator."
    )
    latitude__gt, latitude__gte, latitude__lt, latitude__lte = range_filters(
        single_column("latitude"), DECIMAL, "Degrees north of the equator."
    )
    longitude, longitude__in, longitude__isnull = equality_filters(
        single_column("longitude"), DECIMAL, "Degrees east of Greenwich."
    )
    longitude__gt, longitude__gte, longitude__lt, longitude__lte = range_filters(
        single_column("longitude"), DECIMAL, "Degrees east of Greenwich."
    )


class SourceFilter(RecordFilter):
    """What sources are filtered by."""

    RESOURCE = Source.RESOURCE
    LIFESPAN = ("published", "published")

    kind, kind__in, kind__isnull = choice_filters("kind", SourceKind, "What sort of source it is.")
    publisher, publisher__in, publisher__startswith, publisher__isnull = text_filters(
        ["publisher_zh", "publisher_en"], "Who published it.", "文匯報"
    )
    byline, byline__in, byline__startswith, byline__isnull = text_filters(
        ["byline"], "Its authors, as printed.", "記者"
    )
    published, published__in, published__isnull = dates("published", "When it was published.")
    published__gt, published__gte, published__lt, published__lte = date_bounds(
        "published", "When it was published."
    )
    published_basis, published_basis__in, published_basis__isnull = choice_filters(
        "published_basis", PublishedBasis, "How its date is known."
    )
    (
        published_reasoning,
        published_reasoning__in,
        published_reasoning__startswith,
        published_reasoning__isnull,
    ) = text_filters(["published_reasoning"], "How the date was inferred.", "It tells")
    original_url, original_url__in, original_url__startswith, original_url__isnull = text_filters(
        ["url"], "Where the original can be read.", "https://www.wenweipo.com/"
    )
    # `page` itself turns the pages of the list.
    (
        newspaper_page,
        newspaper_page__in,
        newspaper_page__startswith,
        newspaper_page__isnull,
    ) = text_filters(["page"], "The page of the newspaper.", "A18")
    file, file__in, file__startswith, file__isnull = text_filters(
        ["file"], "The file to which lines refer.", "000_76fe6c8853eb8cd7.txt"
    )
    sha256, sha256__in, sha256__startswith, sha256__isnull = text_filters(
        ["sha256"], "The hash of that file.", "00000000"
    )
    accessed, accessed__in, accessed__isnull = days("accessed", "The day on which we saw it.")
    accessed__gt, accessed__gte, accessed__lt, accessed__lte = day_bounds(
        "accessed", "The day on which we saw it."
    )
