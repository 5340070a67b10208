"""Serializers of statements and relations."""

from operator import itemgetter
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hkinno.api.fields import LanguageMap, TextOrNull
from hkinno.api.renderers.columns import Column
from hkinno.registry.models import Record, Relation, Source, Statement
from hkinno.registry.models.properties import property_choices
from hkinno.registry.rest.serializers.partial_date import PartialDate
from hkinno.registry.rest.serializers.references import BriefSerializer, RowURLField
from hkinno.registry.values.typed_values import VALUE_COLUMNS
from hkinno.registry.vocabularies.record_choices import Modality, Rank
from hkinno.registry.vocabularies.roles import Role

RELATION_MODALITY_HELP = "A fact, a claim, a plan or a proposal: that of its best statement."
FIRST_CONFIRMED_HELP = "The earliest date of its statements; null if none is dated."
LAST_CONFIRMED_HELP = "The latest date of its statements; null if none is dated."
LINES = {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2, "maxItems": 2}


@extend_schema_field(LINES)
class LineRangeField(serializers.Field[Any, Any, Any, Any]):
    """`[first, last]`, or null if the statement cites no lines."""

    columns = (
        Column("first_line", convert=itemgetter(0), help_text="The first line of the passage."),
        Column("last_line", convert=itemgetter(1), help_text="The last line of the passage."),
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", allow_null=True, **options)

    def to_representation(self, statement: Statement) -> list[int | None] | None:
        if statement.first_line is None:
            return None
        return [statement.first_line, statement.last_line]


class StatementValueField(serializers.JSONField):
    """The value of a statement; in a file, as JSON text beside columns of one type each."""

    columns = (
        Column("", help_text="The exact value, as JSON."),
        *(Column(name, help_text=text, key=name) for name, text in VALUE_COLUMNS.items()),
    )


class SourceBriefSerializer(BriefSerializer):
    """A source in brief, with the file that the line numbers refer to."""

    file = TextOrNull(help_text="The name of the file that the line numbers refer to.")


class StatementSerializer(serializers.Serializer[Statement]):
    """What one source says about one property of one record."""

    expandable_fields: ClassVar[dict[str, Any]] = {"subject": Record, "source": Source}
    detail_fields: ClassVar[frozenset[str]] = frozenset({"also_lines", "rank_reason", "note"})

    id = serializers.CharField(help_text="Stable; usually SUBJECT.PROPERTY.SOURCE.LINE.")
    url = RowURLField("statements-detail", help_text="The URL of this statement.")
    subject = BriefSerializer(help_text="The record that it is about.")
    property = serializers.ChoiceField(
        property_choices(), help_text="The field or the role that it supports."
    )
    value = StatementValueField(
        help_text="The normalised value: text, a number, `true`, a partial date, a quantity, or "
        "a reference as `{“id”: …}`."
    )
    printed = TextOrNull(
        help_text="The value as printed in the article; null if not from an article."
    )
    lines = LineRangeField(help_text="The first and last line of the passage, counted from 1.")
    also_lines = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(min_value=1)),
        help_text="Other passages that say the same, each as first and last line.",
    )
    # A field called `source`, where the superclass has an attribute.
    source = SourceBriefSerializer(  # type: ignore[assignment]
        help_text="The source that says so."
    )
    modality = serializers.ChoiceField(
        Modality.choices, help_text="Whether it is stated as a fact, planned, claimed or proposed."
    )
    as_of = PartialDate(help_text="The date for which the value holds, if the source gives one.")
    rank = serializers.ChoiceField(
        Rank.choices, help_text="Which of several values is preferred; misprints are deprecated."
    )
    rank_reason = TextOrNull(help_text="Why the rank is not normal.")
    note = TextOrNull(help_text="A note by the editors on how the value was read.")


class RelationSerializer(serializers.Serializer[Relation]):
    """A relation between two records."""

    expandable_fields: ClassVar[dict[str, Any]] = {"subject": Record, "object": Record}
    detail_fields: ClassVar[frozenset[str]] = frozenset()

    id = serializers.CharField(help_text="Stable; usually SUBJECT.ROLE.OBJECT.")
    url = RowURLField("relations-detail", help_text="The URL of this relation.")
    subject = BriefSerializer(help_text="The record that has the role.")
    role = serializers.ChoiceField(Role.choices, help_text="What the subject is to the object.")
    object = BriefSerializer(help_text="The record towards which it has the role.")
    title = LanguageMap("title", allow_null=True, help_text="The title of a post.")
    since = PartialDate(help_text="When it began; null if unknown.")
    until = PartialDate(help_text="When it ended; null if unknown or ongoing.")
    modality = serializers.ChoiceField(Modality.choices, help_text=RELATION_MODALITY_HELP)
    first_confirmed = PartialDate(help_text=FIRST_CONFIRMED_HELP)
    last_confirmed = PartialDate(help_text=LAST_CONFIRMED_HELP)
