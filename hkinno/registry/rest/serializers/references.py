"""References to records and rows: URLs, and records in brief."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hkinno.api.fields import LanguageMap
from hkinno.api.renderers.columns import Column
from hkinno.api.requests import reverse_absolute
from hkinno.registry.models import Record, resource_choices
from hkinno.registry.vocabularies.record_choices import Status

URI = {"type": "string", "format": "uri"}


@extend_schema_field(URI)
class RecordURLField(serializers.Field[Any, Any, Any, Any]):
    """The URL of a record."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", **options)

    def to_representation(self, record: Record) -> str:
        return reverse_absolute(self.context["request"], f"{record.resource}-detail", record.pk)


class BriefSerializer(serializers.Serializer[Any]):
    """A reference to another record, in brief."""

    is_brief = True  # in tables, a list of these becomes a list of ids
    columns = (
        Column("", ("id",)),
        Column("_resource", ("resource",), is_default=False),
        Column("_url", ("url",), is_default=False),
        Column("_name_zh", ("name", "zh-Hant")),
        Column("_name_en", ("name", "en")),
    )

    id = serializers.CharField(help_text="The permanent id of the record.")
    resource = serializers.ChoiceField(resource_choices(), help_text="The kind of record.")
    url = RecordURLField(help_text="Its URL.")
    name = LanguageMap(
        "name", help_text="Its name; nulls for awards, targets and observations, which have none."
    )

    def to_representation(self, record: Record) -> Any:
        """None for a draft, which is not public."""
        return super().to_representation(record) if record.status == Status.PUBLISHED else None


@extend_schema_field(URI)
class RowURLField(serializers.Field[Any, Any, Any, Any]):
    """The URL of a row: `view` is the name of the URL pattern, `source` the field of the key."""

    def __init__(self, view: str, source: str = "pk", **options: Any) -> None:
        super().__init__(source=source, **options)
        self.view = view

    def to_representation(self, key: str) -> str:
        return reverse_absolute(self.context["request"], self.view, key)
