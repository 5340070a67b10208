"""How an answer refers to a record or to a row: by its address, or in brief."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hkinno.api.absolute_urls import reverse_absolute
from hkinno.api.fields import LanguageMap
from hkinno.registry.models import Record, resource_choices
from hkinno.registry.vocabularies.record_terms import Status

URI = {"type": "string", "format": "uri"}


@extend_schema_field(URI)
class RecordUrl(serializers.Field):
    """The address of a record in this API."""

    def __init__(self, **options) -> None:
        super().__init__(source="*", **options)

    def to_representation(self, record: Record) -> str:
        return reverse_absolute(self.context["request"], f"{record.resource}-detail", record.pk)


class BriefSerializer(serializers.Serializer):
    """Another record in brief, with its address."""

    is_brief = True  # in tables, a list of these is written as their ids

    id = serializers.CharField(help_text="The id of the record, permanent.")
    resource = serializers.ChoiceField(resource_choices(), help_text="Which kind of record it is.")
    url = RecordUrl(help_text="Its address in this API.")
    name = LanguageMap(
        "name", help_text="Its name; nulls for awards, targets and observations, which have none."
    )

    def to_representation(self, record: Record) -> dict | None:
        """A draft is nobody's business yet: null."""
        return super().to_representation(record) if record.status == Status.PUBLISHED else None


@extend_schema_field(URI)
class RowUrl(serializers.Field):
    """The address of a row in this API; `view` is the name of its view, `source` of its key."""

    def __init__(self, view: str, source: str = "pk", **options) -> None:
        super().__init__(source=source, **options)
        self.view = view

    def to_representation(self, key: str) -> str:
        return reverse_absolute(self.context["request"], self.view, key)
