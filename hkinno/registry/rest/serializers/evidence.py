"""The shape of evidence: statements and relations."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hkinno.api.fields import LanguageMap, PartialDate, TextOrNull
from hkinno.registry.models import Statement
from hkinno.registry.models.properties import property_choices
from hkinno.registry.rest.serializers.references import BriefSerializer, RowUrl
from hkinno.registry.vocabularies.record_terms import Modality, Rank
from hkinno.registry.vocabularies.roles import Role

LINES = {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2, "maxItems": 2}


@extend_schema_field(LINES)
class Lines(serializers.Field):
    """The first and the last line that say so."""

    def __init__(self, **options) -> None:
        super().__init__(source="*", allow_null=True, **options)

    def to_representation(self, statement: Statement) -> list[int] | None:
        if statement.first_line is None:
            return None
        return [statement.first_line, statement.last_line]


class CitedSerializer(BriefSerializer):
    """A source in brief, with the file that the lines are of."""

    file = TextOrNull(help_text="The name of the file to which the lines refer.")


class StatementSerializer(serializers.Serializer):
    """The word of one source for one fact about one record."""

    id = serializers.CharField(help_text="Stable: SUBJECT.PROPERTY.SOURCE.LINE, mostly.")
    url = RowUrl("statements-detail", help_text="The address of this statement.")
    subject = BriefSerializer(help_text="The record that it is about.")
    property = serializers.ChoiceField(
        property_choices(), help_text="The field or the role that it supports."
    )
    value = serializers.JSONField(
        help_text="The value, normalised: text, a number, `true`, a partial date, a quantity, or "
        "a reference as `{“id”: …}`."
    )
    printed = TextOrNull(help_text="The value as the article prints it; null if it is none.")
    lines = Lines(help_text="The first and last line that say so, counted from 1.")
    also_lines = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(min_value=1)),
        help_text="Further places where the same is printed, each as first and last line.",
    )
    source = CitedSerializer(help_text="Who says so.")
    modality = serializers.ChoiceField(
        Modality.choices, help_text="Whether it is stated as a fact, planned, claimed or proposed."
    )
    as_of = PartialDate(help_text="When it held, where the source says so.")
    rank = serializers.ChoiceField(
        Rank.choices, help_text="Which of several values counts; misprints are deprecated."
    )
    rank_reason = TextOrNull(help_text="Why the rank is not normal.")
    note = TextOrNull(help_text="Our own remark on how the value was read.")


class RelationSerializer(serializers.Serializer):
    """What one record is to another."""

    id = serializers.CharField(help_text="Stable: SUBJECT.ROLE.OBJECT, mostly.")
    url = RowUrl("relations-detail", help_text="The address of this relation.")
    subject = BriefSerializer(help_text="The record that has the role.")
    role = serializers.ChoiceField(Role.choices, help_text="What it is to the object.")
    object = BriefSerializer(help_text="The record towards which it has the role.")
    title = LanguageMap("title", allow_null=True, help_text="The title held, for a post.")
    since = PartialDate(help_text="Since when; null if unknown.")
    until = PartialDate(help_text="Until when; null if unknown or still so.")
