"""The fields of records of every kind."""

from operator import methodcaller
from typing import Any, ClassVar

from rest_framework import serializers

from hkinno.api.fields import (
    ChoiceOrNull,
    LanguageMap,
    TextOrNull,
)
from hkinno.api.renderers.columns import Column
from hkinno.registry.models import Place, Record, Source, Statement, resource_choices
from hkinno.registry.rest.serializers.evidence import StatementSerializer
from hkinno.registry.rest.serializers.evidence_fields import (
    CountField,
    RelatedRecordsField,
    SourcesField,
)
from hkinno.registry.rest.serializers.partial_date import PartialDate
from hkinno.registry.rest.serializers.references import BriefSerializer, RecordURLField
from hkinno.registry.rest.serializers.stage_fields import (
    LastConfirmedField,
    OverdueField,
    StageAsOfField,
    StageSourceField,
)
from hkinno.registry.vocabularies.record_choices import (
    AliasType,
    IdentifierScheme,
    NameBasis,
    Stage,
    Topic,
)


class AliasSerializer(serializers.Serializer[Any]):
    """Another name of the record."""

    value = serializers.CharField(help_text="The name itself.")
    lang = serializers.CharField(help_text="Its language, a BCP 47 tag.")
    type = serializers.ChoiceField(AliasType.choices, help_text="The type of name.")
    since = PartialDate(help_text="When it came into use; null if unknown.")
    until = PartialDate(help_text="When it went out of use; null if unknown or still in use.")
    basis = serializers.ChoiceField(NameBasis.choices, help_text="Who uses it.")


class IdentifiersField(serializers.DictField):
    """Lists of identifiers by scheme."""

    columns = tuple(
        Column(
            scheme,
            convert=methodcaller("get", scheme),
            is_default=scheme in (IdentifierScheme.ROR, IdentifierScheme.WIKIDATA),
            help_text=f"Its identifiers in {scheme.label}.",
        )
        for scheme in IdentifierScheme
    )


class RecordSerializer(serializers.Serializer[Any]):
    """The base of the serializers of records. Fields that a subclass declares come after `place`.

    A subclass adds its references to `expandable_fields`: see `rest.expand`.
    """

    expandable_fields: ClassVar[dict[str, Any]] = {
        "statements": Statement,
        "part_of": "self",
        "place": Place,
        "relations.record": Record,
        "sources": Source,
        "stage_source": Source,
        "merged_into": "self",
    }

    id = serializers.CharField(help_text="A permanent slug, unique across all resources.")
    resource = serializers.ChoiceField(resource_choices(), help_text="Which kind of record it is.")
    url = RecordURLField(help_text="The URL of this record.")
    name = LanguageMap("name", help_text="Its name in both languages.")
    name_zh_basis = ChoiceOrNull(NameBasis.choices, help_text="Who uses the Chinese name.")
    name_en_basis = ChoiceOrNull(
        NameBasis.choices,
        help_text="Whether the English name is official or our translation.",
    )
    aliases = AliasSerializer(many=True, help_text="Its other names.")
    summary = LanguageMap("summary", help_text="What it is, in one sentence by the editors.")
    topics = serializers.ListField(
        child=serializers.ChoiceField(Topic.choices), help_text="What it is about."
    )
    focus = LanguageMap(many=True, help_text="Its fields of work, as free text.")
    stage = serializers.ChoiceField(
        Stage.choices, help_text="Whether it exists, is planned or has ended."
    )
    stage_as_of = StageAsOfField(
        help_text="The date of the statement of its stage, or the latest one that it exists."
    )
    stage_source = StageSourceField(help_text="The source of that statement.")
    is_overdue = OverdueField(
        help_text="Whether it is a plan for a time that is past, without later evidence."
    )
    last_reviewed = serializers.DateField(
        allow_null=True,
        help_text="When somebody last looked for what became of it, and found nothing later.",
    )
    part_of = BriefSerializer(
        allow_null=True, help_text="The record of the same resource that it is part of."
    )
    place = BriefSerializer(allow_null=True, help_text="Where it is.")
    relations = RelatedRecordsField(help_text="Its relations to other records, in both directions.")
    website = TextOrNull(help_text="Its own website.")
    external_ids = IdentifiersField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Its identifiers in open registries, by scheme.",
    )
    sources = SourcesField(source="statements", help_text="The sources of its statements.")
    statement_count = CountField(source="statements", help_text="How many statements are about it.")
    last_confirmed = LastConfirmedField(
        help_text="The latest date on which a source says that it exists or is in its stage.",
    )
    merged_into = BriefSerializer(
        allow_null=True, help_text="The record that this duplicate was merged into."
    )
    created_at = serializers.DateTimeField(help_text="When it was first registered.")
    updated_at = serializers.DateTimeField(
        help_text="When it, or anything shown with it, last changed."
    )

    statements = StatementSerializer(
        many=True,
        required=False,
        help_text="The statements about it. Only with `expand=statements`.",
    )

    # Fields that only `expand` adds: see `rest.representation`.
    expand_only_fields: ClassVar[tuple[str, ...]] = ("statements",)
    # Fields that tables have only if the request names them.
    detail_fields: ClassVar[frozenset[str]] = frozenset(
        "resource name_zh_basis name_en_basis aliases summary topics focus relations website "
        "statement_count last_confirmed stage_as_of stage_source last_reviewed merged_into "
        "created_at updated_at".split()
    )
    # Fields that come after those of a subclass.
    trailing_fields: ClassVar[list[str]] = [
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

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        is_schema = getattr(self.context.get("view"), "swagger_fake_view", False)
        return {
            name: fields[name]
            for name in sorted(fields, key=self.trailing_fields.__contains__)
            if is_schema or name not in self.expand_only_fields
        }
