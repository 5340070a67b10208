"""Serializers of institutions, laboratories, facilities and people."""

from rest_framework import serializers

from hkinno.registry.rest.serializers import (
    BriefSerializer,
    PartialDate,
    QuantitySerializer,
    RecordSerializer,
)
from labs.kinds import FacilityKind, InstitutionKind, LabKind
from labs.models import Institution


class InstitutionSerializer(RecordSerializer):
    """A university, government body, company, foundation or association."""

    kind = serializers.ChoiceField(
        InstitutionKind.choices, help_text="What kind of institution it is."
    )
    established = PartialDate(help_text="When it was established.")
    closed = PartialDate(help_text="When it was closed.")


class LabSerializer(RecordSerializer):
    """A laboratory or research centre, with the institution that hosts it."""

    expandable_fields = {**RecordSerializer.expandable_fields, "host": Institution}

    kind = serializers.ChoiceField(LabKind.choices, help_text="What kind of laboratory it is.")
    host = BriefSerializer(allow_null=True, help_text="The institution that hosts it.")
    established = PartialDate(help_text="When it was established.")
    closed = PartialDate(help_text="When it was closed.")
    budget = QuantitySerializer(allow_null=True, help_text="What it has to spend.")


class FacilitySerializer(RecordSerializer):
    """A park, platform, computing centre, national facility, building or transport link."""

    expandable_fields = {**RecordSerializer.expandable_fields, "operator": Institution}

    kind = serializers.ChoiceField(FacilityKind.choices, help_text="What kind of facility it is.")
    operator = BriefSerializer(allow_null=True, help_text="The institution that runs it.")
    opened = PartialDate(help_text="When it was opened.")
    closed = PartialDate(help_text="When it was closed.")
    budget = QuantitySerializer(allow_null=True, help_text="What it costs.")


class PersonSerializer(RecordSerializer):
    """Somebody in public roles; the posts are relations with their dates."""
