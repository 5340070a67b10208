"""What a record shows of its evidence: its relations, and who says what is said of it."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hkinno.api.fields import LanguageMap, PartialDate
from hkinno.registry.models import Record
from hkinno.registry.rest.serializers.references import BriefSerializer
from hkinno.registry.values.partial_dates import parse
from hkinno.registry.vocabularies.roles import Role

DIRECTIONS = [("out", "This record is the subject"), ("in", "This record is the object")]


class RelatedSerializer(serializers.Serializer):
    """A relation, seen from one of the two records that it joins."""

    role = serializers.ChoiceField(Role.choices, help_text="What the one is to the other.")
    direction = serializers.ChoiceField(
        DIRECTIONS,
        help_text="`out`: this record has the role towards the other; `in`: the other way round.",
    )
    record = BriefSerializer(help_text="The other record.")
    title = LanguageMap("title", allow_null=True, help_text="The title held, for a post.")
    since = PartialDate(help_text="Since when; null if unknown.")
    until = PartialDate(help_text="Until when; null if unknown or still so.")


class Related(serializers.ListSerializer):
    """The relations that a record is part of, from both sides: first those that it has itself."""

    child = RelatedSerializer()

    def __init__(self, **options) -> None:
        super().__init__(source="*", **options)

    def to_representation(self, record: Record) -> list[dict]:
        out = [self.seen(each, "out", each.object) for each in record.relations_out.all()]
        return out + [self.seen(each, "in", each.subject) for each in record.relations_in.all()]

    def seen(self, relation: Any, direction: str, other: Record) -> dict:
        relation.direction, relation.record = direction, other
        return self.child.to_representation(relation)


class Sources(serializers.ListSerializer):
    """The sources of a record's statements, each once, by id."""

    child = BriefSerializer()

    def to_representation(self, statements: Any) -> list[dict]:
        sources = {each.source_id: each.source for each in statements.all()}
        return [self.child.to_representation(sources[key]) for key in sorted(sources)]


@extend_schema_field({"type": "integer", "minimum": 0})
class Count(serializers.Field):
    """How many rows there are."""

    def to_representation(self, rows: Any) -> int:
        return len(rows.all())


class LastConfirmed(PartialDate):
    """The latest date of the sources: of their publication, else of our looking at them."""

    def to_representation(self, statements: Any) -> str | None:
        texts = {
            each.source.published or str(each.source.accessed or "") for each in statements.all()
        }
        return max(texts - {""}, key=days, default=None)


def days(text: str) -> tuple[date, date]:
    """The range of a partial date, open ends at the ends of time: later dates sort later."""
    meant = parse(text)
    return meant.lower or date.min, meant.upper or date.max
