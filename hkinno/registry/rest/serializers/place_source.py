"""The shape of places and of sources."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from hkinno.api.fields import ChoiceOrNull, LanguageMap, PartialDate, TextOrNull
from hkinno.registry.models import Place, PlaceKind, PublishedBasis, SourceKind
from hkinno.registry.rest.serializers.evidence import StatementSerializer
from hkinno.registry.rest.serializers.record import RecordSerializer
from hkinno.registry.rest.serializers.source_fields import Supports


class Coordinates(serializers.Serializer):
    """A point on Earth, in degrees of WGS 84."""

    latitude = serializers.CharField(help_text="North is positive; a decimal as text.")
    longitude = serializers.CharField(help_text="East is positive; a decimal as text.")

    def __init__(self, **options) -> None:
        super().__init__(source="*", allow_null=True, **options)

    def to_representation(self, place: Place) -> dict[str, str] | None:
        if place.latitude is None:
            return None
        return {"latitude": shortest(place.latitude), "longitude": shortest(place.longitude)}


def shortest(number: Any) -> str:
    """A decimal in its shortest form: 22.3, not 22.30000."""
    return format(Decimal(number).normalize() + 0, "f")


class PlaceSerializer(RecordSerializer):
    """A country, province, city, district, zone or cluster of cities."""

    kind = serializers.ChoiceField(PlaceKind.choices, help_text="What sort of place it is.")
    coordinates = Coordinates(help_text="A point of it, from an open registry; no boundary.")


class SourceSerializer(RecordSerializer):
    """What facts are taken from: an article, an open registry, a page, or a note of our own."""

    kind = serializers.ChoiceField(SourceKind.choices, help_text="What sort of source it is.")
    publisher = LanguageMap("publisher", help_text="Who published it.")
    byline = TextOrNull(help_text="Its authors, as printed.")
    published = PartialDate(help_text="When it was published.")
    published_basis = ChoiceOrNull(
        PublishedBasis.choices,
        help_text="Whether that date is printed, or inferred by us.",
    )
    published_reasoning = TextOrNull(help_text="How the date was inferred.")
    page = TextOrNull(help_text="The page of the newspaper.")
    original_url = TextOrNull(source="url", help_text="Where the original can be read.")
    accessed = serializers.DateField(allow_null=True, help_text="The day on which we looked at it.")
    file = TextOrNull(help_text="The name of the file to which the lines of statements refer.")
    sha256 = TextOrNull(help_text="The hash of that file, so that line numbers mean something.")
    supports = Supports(help_text="What is said by it, of which records.")

    supported_statements = StatementSerializer(
        source="supports",
        many=True,
        required=False,
        help_text="With `expand=supported_statements` alone: all that is said by it.",
    )

    ONLY_EXPANDED = (*RecordSerializer.ONLY_EXPANDED, "supported_statements")
    AFTER_ITS_OWN = [*RecordSerializer.AFTER_ITS_OWN, "supported_statements"]
