"""Serializers of programmes, awards, targets, indicators and observations."""

from rest_framework import serializers

from hkinno.api.fields import ChoiceOrNull, LanguageMap
from hkinno.registry.models import Record
from hkinno.registry.rest.serializers import (
    BriefSerializer,
    PartialDate,
    QuantitySerializer,
    RecordSerializer,
)
from hkinno.registry.values.units import Unit
from labs.models import Institution
from programmes.models import Indicator, IndicatorKind, Programme, ProgrammeKind


class ProgrammeSerializer(RecordSerializer):
    """A scheme, fund, plan, policy, project or agreement."""

    expandable_fields = {**RecordSerializer.expandable_fields, "administrator": Institution}

    kind = serializers.ChoiceField(ProgrammeKind.choices, help_text="What kind of programme it is.")
    administrator = BriefSerializer(allow_null=True, help_text="The institution that runs it.")
    budget = QuantitySerializer(allow_null=True, help_text="What it has to spend.")
    launched = PartialDate(help_text="When it was launched.")
    closed = PartialDate(help_text="When it was closed.")


class AwardSerializer(RecordSerializer):
    """Money or projects that went to somebody; the recipients are relations."""

    expandable_fields = {
        **RecordSerializer.expandable_fields,
        "programme": Programme,
        "funder": Institution,
    }

    programme = BriefSerializer(allow_null=True, help_text="The programme that it is of.")
    funder = BriefSerializer(allow_null=True, help_text="The institution that pays.")
    amount = QuantitySerializer(allow_null=True, help_text="How much.")
    also = QuantitySerializer(
        allow_null=True, help_text="The same amount, as the source gives it a second time."
    )
    period = PartialDate(help_text="The time that it is for.")
    number_of_projects = serializers.IntegerField(
        allow_null=True, min_value=0, help_text="How many projects it is for."
    )


class TargetSerializer(RecordSerializer):
    """A promised result: of what, by which programme, how much, until when."""

    expandable_fields = {
        **RecordSerializer.expandable_fields,
        "subject": Record,
        "programme": Programme,
    }

    subject = BriefSerializer(allow_null=True, help_text="What it is promised of.")
    programme = BriefSerializer(allow_null=True, help_text="The programme that promises it.")
    quantity = QuantitySerializer(allow_null=True, help_text="How much.")
    due = PartialDate(help_text="Until when.")
    statement = LanguageMap("statement", help_text="What is promised, in our own words.")


class IndicatorSerializer(RecordSerializer):
    """A measure; its values are observations."""

    kind = serializers.ChoiceField(IndicatorKind.choices, help_text="What kind of measure it is.")
    unit = ChoiceOrNull(Unit.choices, help_text="The unit of its values.")
    definition = LanguageMap("definition", help_text="What is measured.")


class ObservationSerializer(RecordSerializer):
    """A value of an indicator: of what, in which frame, part of which whole, when."""

    expandable_fields = {
        **RecordSerializer.expandable_fields,
        "indicator": Indicator,
        "subject": Record,
        "context": Record,
        "of": "self",
    }

    indicator = BriefSerializer(allow_null=True, help_text="What is measured.")
    subject = BriefSerializer(allow_null=True, help_text="Of what it is measured.")
    # A field called `context`, where the superclass has a property.
    context = BriefSerializer(  # type: ignore[assignment]
        allow_null=True, help_text="The frame in which it was counted."
    )
    of = BriefSerializer(allow_null=True, help_text="The observation that it is a part of.")
    period = PartialDate(help_text="The time that it is for.")
    quantity = QuantitySerializer(allow_null=True, help_text="The value.")
