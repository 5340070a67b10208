"""The keys that every record has, whatever its kind."""

from collections.abc import Iterable

from rest_framework import serializers

from hkinno.api.fields import (
    ChoiceOrNull,
    LanguageMap,
    PartialDate,
    TextOrNull,
)
from hkinno.registry.models import resource_choices
from hkinno.registry.rest.serializers.evidence import StatementSerializer
from hkinno.registry.rest.serializers.evidence_fields import Count, LastConfirmed, Related, Sources
from hkinno.registry.rest.serializers.references import BriefSerializer, RecordUrl
from hkinno.registry.vocabularies.record_terms import AliasType, NameBasis, Stage, Topic


class AliasSerializer(serializers.Serializer):
    """Another name of the record."""

    value = serializers.CharField(help_text="The name itself.")
    lang = serializers.CharField(help_text="Its language, a BCP 47 tag.")
    type = serializers.ChoiceField(AliasType.choices, help_text="What sort of name it is.")
    since = PartialDate(help_text="Since when it has been used; null if unknown.")
    until = PartialDate(help_text="Until when it was used; null if unknown or still in use.")


class RecordSerializer(serializers.Serializer):
    """What every record shows. A child declares its own columns; they stand after `place`."""

    id = serializers.CharField(help_text="A slug, chosen once, unique over all resources.")
    resource = serializers.ChoiceField(resource_choices(), help_text="Which kind of record it is.")
    url = RecordUrl(help_text="The address of this record.")
    name = LanguageMap("name", help_text="Its name in both languages.")
    name_en_basis = ChoiceOrNull(
        NameBasis.choices,
        help_text="Whether the English name is official or our translation.",
    )
    aliases = AliasSerializer(many=True, help_text="Its other names.")
    summary = LanguageMap("summary", help_text="What it is, in a sentence of our own.")
    topics = serializers.ListField(
        child=serializers.ChoiceField(Topic.choices), help_text="What it is about."
    )
    focus = LanguageMap(many=True, help_text="Its fields of work, in words.")
    stage = serializers.ChoiceField(
        Stage.choices, help_text="Whether it exists: what is planned does not count as a fact."
    )
    part_of = BriefSerializer(
        allow_null=True, help_text="The whole that it belongs to, of the same resource."
    )
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
    merged_into = BriefSerializer(
        allow_null=True, help_text="The record that it turned out to be a duplicate of."
    )
    created_at = serializers.DateTimeField(help_text="When it was first registered.")
    updated_at = serializers.DateTimeField(help_text="When anything shown of it last changed.")

    statements = StatementSerializer(
        many=True,
        required=False,
        help_text="With `expand=statements` alone: what is said of it, and by whom.",
    )

    # Shown only where `expand` names them.
    ONLY_EXPANDED: tuple[str, ...] = ("statements",)
    AFTER_ITS_OWN = [
        "relations",
        "website",
        "external_ids",
        "sources",
        "statement_count",
        "last_confirmed",
        "merged_into",
        "created_at",
        "updated_at",
        "statements",
    ]

    @property
    def expanded(self) -> Iterable[str]:
        """What `expand` names."""
        return self.context.get("expand", ())

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        is_documented = getattr(self.context.get("view"), "swagger_fake_view", False)
        for name in set() if is_documented else {*self.ONLY_EXPANDED} - {*self.expanded}:
            del fields[name]
        return {name: fields[name] for name in sorted(fields, key=self.AFTER_ITS_OWN.__contains__)}
