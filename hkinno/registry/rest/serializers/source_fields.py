"""The field `supports` of a source: how much is based on it."""

from typing import Any
from urllib.parse import urlencode

from rest_framework import serializers

from hkinno.api.requests import reverse_absolute
from hkinno.registry.models import Source, resource_choices


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
