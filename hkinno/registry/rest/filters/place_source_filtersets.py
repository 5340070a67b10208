"""Filters for places and sources."""

from hkinno.api.filters.choice import ChoiceFilters
from hkinno.api.filters.comparison import DECIMAL, ComparisonFilters
from hkinno.api.filters.text import TextFilters
from hkinno.registry.models import Place, PlaceKind, PublishedBasis, Source, SourceKind
from hkinno.registry.rest.filters.date import DATE, DAY
from hkinno.registry.rest.filters.record_filterset import RecordFilter


class PlaceFilter(RecordFilter):
    RESOURCE = Place.RESOURCE

    kind = ChoiceFilters(PlaceKind, "What kind of place it is.")
    latitude = ComparisonFilters(DECIMAL, "Degrees north of the equator.")
    longitude = ComparisonFilters(DECIMAL, "Degrees east of Greenwich.")


class SourceFilter(RecordFilter):
    RESOURCE = Source.RESOURCE
    LIFESPAN = ("published", "published")

    kind = ChoiceFilters(SourceKind, "What kind of source it is.")
    publisher = TextFilters("Who published it.", "文匯報", ["publisher_zh", "publisher_en"])
    byline = TextFilters("Its authors, as printed.", "記者")
    published = ComparisonFilters(DATE, "When it was published.")
    published_basis = ChoiceFilters(PublishedBasis, "How its date is known.")
    published_reasoning = TextFilters("How the date was inferred.", "It tells")
    original_url = TextFilters(
        "Where the original can be read.", "https://www.wenweipo.com/", ["url"]
    )
    # `page` itself turns the pages of the list.
    newspaper_page = TextFilters("The page of the newspaper.", "A18", ["page"])
    file = TextFilters("The file to which lines refer.", "000_76fe6c8853eb8cd7.txt")
    sha256 = TextFilters("The hash of that file.", "00000000")
    accessed = ComparisonFilters(DAY, "The day on which we saw it.")
