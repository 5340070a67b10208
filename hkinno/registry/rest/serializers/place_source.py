"""Serializers of places and sources."""

from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlencode

from rest_framework import serializers

from hkinno.api.fields import ChoiceOrNull, LanguageMap, TextOrNull
from hkinno.api.renderers.columns import Column
from hkinno.api.requests import reverse_absolute
from hkinno.registry.models import (
    Place,
    PlaceKind,
    PublishedBasis,
    Source,
    SourceKind,
    Statement,
    resource_choices,
)
from hkinno.registry.rest.serializers.evidence import StatementSerializer
from hkinno.registry.rest.serializers.partial_date import PartialDate
from hkinno.registry.rest.serializers.record import RecordSerializer


class CoordinatesSerializer(serializers.Serializer[Place]):
    """A point in degrees (WGS 84)."""

    columns = (
        Column("latitude", ("latitude",), Decimal),
        Column("longitude", ("longitude",), Decimal),
    )

    latitude = serializers.CharField(help_text="A decimal as text; north is positive.")
    longitude = serializers.CharField(help_text="A decimal as text; east is positive.")

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", allow_null=True, **options)

    def to_representation(self, place: Place) -> Any:
        if place.latitude is None:
            return None
        return {
            "latitude": format_decimal(place.latitude),
            "longitude": format_decimal(place.longitude),
        }


def format_decimal(number: Any) -> str:
    """A decimal in its shortest form: 22.3, not 22.30000."""
    return format(Decimal(number).normalize() + 0, "f")


class PlaceSerializer(RecordSerializer):
    """A country, province, city, district, zone or cluster of cities."""

    kind = serializers.ChoiceField(PlaceKind.choices, help_text="What kind of place it is.")
    coordinates = CoordinatesSerializer(help_text="A point within it, from an open registry.")


class SupportedResourceSerializer(serializers.Serializer[Any]):
    """The records of one resource that a source has statements about."""

    resource = serializers.ChoiceField(resource_choices(), help_text="The kind of record.")
    record_count = serializers.IntegerField(min_value=0, help_text="The number of records.")
    url = serializers.URLField(help_text="The URL of their list.")


class SupportSerializer(serializers.Serializer[Source]):
    """The statements and records that are based on a source."""

    statement_count = serializers.IntegerField(min_value=0, help_text="The number of statements.")
    statements_url = serializers.URLField(help_text="The URL of their list.")
    records = SupportedResourceSerializer(many=True, help_text="The records, by resource.")

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", **options)

    def to_representation(self, source: Any) -> dict[str, Any]:
        """Reads `source.supported`, which `Source.objects.for_api()` annotates."""
        return {
            "statement_count": sum(row["statements"] for row in source.supported),
            "statements_url": self.list_url("statements", source),
            "records": [
                {
                    "resource": row["resource"],
                    "record_count": row["records"],
                    "url": self.list_url(row["resource"], source),
                }
                for row in source.supported
            ],
        }

    def list_url(self, resource: str, source: Source) -> str:
        """The URL of the list, filtered by the source."""
        url = reverse_absolute(self.context["request"], f"{resource}-list")
        return f"{url}?{urlencode({'source': source.pk})}"


class SourceSerializer(RecordSerializer):
    """An article, open registry, web page or editors' note that facts are taken from."""

    kind = serializers.ChoiceField(SourceKind.choices, help_text="What kind of source it is.")
    publisher = LanguageMap("publisher", help_text="Who published it.")
    byline = TextOrNull(help_text="Its authors, as printed.")
    published = PartialDate(help_text="When it was published.")
    published_basis = ChoiceOrNull(
        PublishedBasis.choices,
        help_text="Whether that date is printed or inferred.",
    )
    published_reasoning = TextOrNull(help_text="How the date was inferred.")
    page = TextOrNull(help_text="The page of the newspaper.")
    original_url = TextOrNull(source="url", help_text="The URL of the original.")
    accessed = serializers.DateField(allow_null=True, help_text="When the editors accessed it.")
    file = TextOrNull(help_text="The file that the line numbers of statements refer to.")
    sha256 = TextOrNull(help_text="The SHA-256 hash of that file, in hexadecimal.")
    supports = SupportSerializer(help_text="How many statements and records are based on it.")

    supported_statements = StatementSerializer(
        source="supports",
        many=True,
        required=False,
        help_text="The statements based on it. Only with `expand=supported_statements`.",
    )

    expandable_fields: ClassVar[dict[str, Any]] = RecordSerializer.expandable_fields | {
        "supported_statements": Statement
    }
    expand_only_fields = (*RecordSerializer.expand_only_fields, "supported_statements")
    detail_fields = RecordSerializer.detail_fields | {
        *("stage", "sources", "published_basis", "published_reasoning", "accessed", "file"),
        *("sha256", "supports"),
    }
    trailing_fields: ClassVar[list[str]] = [
        *RecordSerializer.trailing_fields,
        "supported_statements",
    ]
