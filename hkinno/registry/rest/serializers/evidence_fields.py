"""Fields of a record that are derived from its relations and statements."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hkinno.api.fields import LanguageMap
from hkinno.registry.models import Record
from hkinno.registry.rest.serializers.evidence import (
    FIRST_CONFIRMED_HELP,
    LAST_CONFIRMED_HELP,
    RELATION_MODALITY_HELP,
)
from hkinno.registry.rest.serializers.partial_date import PartialDate
from hkinno.registry.rest.serializers.references import BriefSerializer
from hkinno.registry.vocabularies.record_choices import Modality
from hkinno.registry.vocabularies.roles import Role

DIRECTIONS = [("out", "This record is the subject"), ("in", "This record is the object")]


class RelatedRecordSerializer(serializers.Serializer[Any]):
    """A relation, seen from one of its two records."""

    role = serializers.ChoiceField(Role.choices, help_text="The role of the subject.")
    direction = serializers.ChoiceField(
        DIRECTIONS, help_text="`out`: this record is the subject; `in`: it is the object."
    )
    record = BriefSerializer(help_text="The other record.")
    title = LanguageMap("title", allow_null=True, help_text="The title of a post.")
    since = PartialDate(help_text="When it began; null if unknown.")
    until = PartialDate(help_text="When it ended; null if unknown or ongoing.")
    modality = serializers.ChoiceField(Modality.choices, help_text=RELATION_MODALITY_HELP)
    first_confirmed = PartialDate(help_text=FIRST_CONFIRMED_HELP)
    last_confirmed = PartialDate(help_text=LAST_CONFIRMED_HELP)


class RelatedRecordsField(serializers.ListSerializer[Any]):
    """The relations of a record: those of which it is the subject first."""

    child = RelatedRecordSerializer()

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", **options)

    def to_representation(self, record: Any) -> list[dict[str, Any]]:
        relations = [
            *((relation, "out", relation.object) for relation in record.relations_out.all()),
            *((relation, "in", relation.subject) for relation in record.relations_in.all()),
        ]
        return [self.represent_relation(*relation) for relation in relations]

    def represent_relation(
        self, relation: Any, direction: str, other_record: Record
    ) -> dict[str, Any]:
        relation.direction, relation.record = direction, other_record
        representation: dict[str, Any] = self.child.to_representation(relation)
        return representation


class SourcesField(serializers.ListSerializer[Any]):
    """The distinct sources of a record's statements, by id."""

    child = BriefSerializer()

    def to_representation(self, statements: Any) -> list[Any]:
        sources = {statement.source_id: statement.source for statement in statements.all()}
        return [self.child.to_representation(sources[key]) for key in sorted(sources)]


@extend_schema_field({"type": "integer", "minimum": 0})
class CountField(serializers.Field[Any, Any, Any, Any]):
    """The number of related rows."""

    def to_representation(self, manager: Any) -> int:
        return len(manager.all())
