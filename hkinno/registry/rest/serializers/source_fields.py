"""What a source shows of that which rests on it."""

from urllib.parse import urlencode

from rest_framework import serializers

from hkinno.api.absolute_urls import reverse_absolute
from hkinno.registry.models import Source, resource_choices


class RestingSerializer(serializers.Serializer):
    """The records of one resource of which a source says something."""

    resource = serializers.ChoiceField(resource_choices(), help_text="Which kind of records.")
    record_count = serializers.IntegerField(min_value=0, help_text="How many records.")
    url = serializers.URLField(help_text="The list of them.")


class Supports(serializers.Serializer):
    """How much rests on a source, and where it is listed."""

    # From rows that `Source.objects.for_api()` read.

    statement_count = serializers.IntegerField(min_value=0, help_text="How many statements.")
    statements_url = serializers.URLField(help_text="The list of the statements.")
    records = RestingSerializer(many=True, help_text="The records, by resource.")

    def __init__(self, **options) -> None:
        super().__init__(source="*", **options)

    def to_representation(self, source: Source) -> dict:
        return {
            "statement_count": sum(each["statements"] for each in source.supported),
            "statements_url": self.listed("statements", source),
            "records": [
                {
                    "resource": each["resource"],
                    "record_count": each["records"],
                    "url": self.listed(each["resource"], source),
                }
                for each in source.supported
            ],
        }

    def listed(self, resource: str, source: Source) -> str:
        """The list of what rests on the source."""
        address = reverse_absolute(self.context["request"], f"{resource}-list")
        return f"{address}?{urlencode({'source': source.pk})}"
