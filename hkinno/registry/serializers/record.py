"""The keys that every record has, whatever its kind."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hkinno.api.fields import LanguageMap, LanguageMapSerializer, PartialDate, TextOrNull, WordOrNull
from hkinno.api.links import link
from hkinno.registry.models import Record
from hkinno.registry.partial_dates import parse
from hkinno.registry.roles import Role
from hkinno.registry.vocabularies import AliasType, NameBasis, Resource, Stage, Status, Topic


@extend_schema_field({"type": "string", "format": "uri"})
class RecordUrl(serializers.Field):
    """The address of a record in this API."""

    def __init__(self, **options) -> None:
        super().__init__(source="*", **options)

    def to_representation(self, record: Record) -> str:
        return link(self.context["request"], f"{record.resource}-detail", record.pk)


class BriefSerializer(serializers.Serializer):
    """Another record in brief, with its address."""

    id = serializers.CharField(help_text="The id of the record, permanent.")
    resource = serializers.ChoiceField(Resource.choices, help_text="Which kind of record it is.")
    url = RecordUrl(help_text="Its address in this API.")
    name = LanguageMap(
        "name", help_text="Its name; nulls for awards, targets and observations, which have none."
    )

    def to_representation(self, record: Record) -> dict | None:
        """A draft is nobody's business yet: null."""
        return super().to_representation(record) if record.status == Status.PUBLISHED else None


class AliasSerializer(serializers.Serializer):
    """Another name of the record."""

    value = serializers.CharField(help_text="The name itself.")
    lang = serializers.CharField(help_text="Its language, a BCP 47 tag.")
    type = serializers.ChoiceField(AliasType.choices, help_text="What sort of name it is.")
    since = PartialDate(help_text="Since when it has been used; null if unknown.")
    until = PartialDate(help_text="Until when it was used; null if unknown or still in use.")


class RelatedSerializer(serializers.Serializer):
    """A relation, seen from one of the two records that it joins."""

    role = serializers.ChoiceField(Role.choices, help_text="What the one is to the other.")
    direction = serializers.ChoiceField(
        [("out", "This record is the subject"), ("in", "This record is the object")],
        help_text="`out`: this record has the role towards the other; `in`: the other way round.",
    )
    record = BriefSerializer(help_text="The other record.")
    title = LanguageMap("title", allow_null=True, help_text="The title held, for a post.")
    since = PartialDate(help_text="Since when; null if unknown.")
    until = PartialDate(help_text="Until when; null if unknown or still so.")


@extend_schema_field(RelatedSerializer(many=True))
class Related(serializers.Field):
    """The relations that a record is part of, from both sides: first those that it has itself."""

    def __init__(self, **options) -> None:
        super().__init__(source="*", **options)

    def to_representation(self, record: Record) -> list[dict]:
        out = [self.seen(each, "out", each.object) for each in record.relations_out.all()]
        return out + [self.seen(each, "in", each.subject) for each in record.relations_in.all()]

    def seen(self, relation: Any, direction: str, other: Record) -> dict:
        relation.direction, relation.record = direction, other
        return RelatedSerializer(relation, context=self.context).data


@extend_schema_field(BriefSerializer(many=True))
class Sources(serializers.Field):
    """The sources of a record's statements, each once, by id."""

    def to_representation(self, statements: Any) -> list[dict]:
        sources = {each.source_id: each.source for each in statements.all()}
        shown = [sources[key] for key in sorted(sources)]
        return BriefSerializer(shown, many=True, context=self.context).data


@extend_schema_field({"type": "integer", "minimum": 0})
class Count(serializers.Field):
    """How many rows there are."""

    def to_representation(self, rows: Any) -> int:
        return len(rows.all())


class LastConfirmed(PartialDate):
    """The latest date of the sources: of their publication, else of our looking at them."""

    def to_representation(self, statements: Any) -> str | None:
        texts = {each.source.published or str(each.source.accessed or "")
                 for each in statements.all()}
        return max(texts - {""}, key=days, default=None)


def days(text: str) -> tuple[date, date]:
    """The range of a partial date, open ends at the ends of time: later dates sort later."""
    meant = parse(text)
    return meant.lower or date.min, meant.upper or date.max


class RecordSerializer(serializers.Serializer):
    """What every record shows. A child declares its own columns; they stand after `place`."""

    id = serializers.CharField(help_text="A slug, chosen once, unique over all resources.")
    resource = serializers.ChoiceField(Resource.choices, help_text="Which kind of record it is.")
    url = RecordUrl(help_text="The address of this record.")
    name = LanguageMap("name", help_text="Its name in both languages.")
    name_en_basis = WordOrNull(
        NameBasis.choices,
        help_text="Whether the English name is official or our translation.",
    )
    aliases = AliasSerializer(many=True, help_text="Its other names.")
    summary = LanguageMap("summary", help_text="What it is, in a sentence of our own.")
    topics = serializers.ListField(
        child=serializers.ChoiceField(Topic.choices), help_text="What it is about."
    )
    focus = LanguageMapSerializer(many=True, help_text="Its fields of work, in words.")
    stage = serializers.ChoiceField(
        Stage.choices, help_text="Whether it exists: what is planned does not count as a fact."
    )
    part_of = BriefSerializer(allow_null=True, help_text="The whole that it belongs to, of the same resource.")
    place = BriefSerializer(allow_null=True, help_text="Where it is.")
    relations = Related(help_text="What it is to other records, and they to it.")
    website = TextOrNull(help_text="Its own website.")
    external_ids = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Its identifiers in open registries, by scheme.",
    )
    sources = Sources(source="statements", help_text="The sources of what is said of it.")
    statement_count = Count(
        source="statements", help_text="How many statements there are about it."
    )
    last_confirmed = LastConfirmed(
        source="statements",
        help_text="The latest date of its sources: of publication, else of our looking at it.",
    )
    merged_into = BriefSerializer(allow_null=True, help_text="The record that it turned out to be a duplicate of.")
    created_at = serializers.DateTimeField(help_text="When it was first registered.")
    updated_at = serializers.DateTimeField(help_text="When anything shown of it last changed.")

    AFTER_ITS_OWN = (
        "relations website external_ids sources statement_count last_confirmed merged_into "
        "created_at updated_at"
    ).split()

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        return {name: fields[name] for name in sorted(fields, key=self.AFTER_ITS_OWN.__contains__)}
