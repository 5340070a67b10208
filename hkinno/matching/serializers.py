"""What is asked of matching, and what it answers."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from hkinno.api.parsers.strict_serializers import (
    StrictCharField,
    StrictChoiceField,
    StrictIntegerField,
    StrictListField,
    StrictSerializer,
)
from hkinno.matching.query_hints import MATCHED
from hkinno.registry.models.record import SLUG
from hkinno.registry.rest.serializers import BriefSerializer

MOST_TEXTS = 100
LONGEST_TEXT = 500  # characters
MOST_CANDIDATES = 20
USUALLY = 5
RESOURCES = [(resource, label.label) for resource, label in MATCHED.items()]


class AskedTextSerializer(StrictSerializer):
    """A text, as it stands in a cell, with what is known beside it."""

    text = StrictCharField(
        max_length=LONGEST_TEXT,
        allow_blank=True,
        help_text="The text as it is: blanks, brackets and errors included. An empty one is no "
        "error; it means nothing.",
    )
    resource = StrictChoiceField(
        RESOURCES,
        allow_null=True,
        default=None,
        help_text="The kind of record that it must mean. Without it sources and indicators are "
        "left out.",
    )
    place = StrictCharField(
        validators=[RegexValidator(SLUG, _("An id is lower-case letters, digits and hyphens."))],
        allow_null=True,
        default=None,
        max_length=80,
        help_text="The id of a place: what is known to be elsewhere is left out.",
    )


class AskedSerializer(StrictSerializer):
    """Up to a hundred texts."""

    texts = StrictListField(
        child=AskedTextSerializer(),
        min_length=1,
        max_length=MOST_TEXTS,
        help_text="The texts; the answers come in the same order.",
    )
    limit = StrictIntegerField(
        min_value=1,
        max_value=MOST_CANDIDATES,
        default=USUALLY,
        help_text="The most candidates for each text.",
    )


class CandidateSerializer(serializers.Serializer):
    """A record that a text may mean."""

    record = BriefSerializer(help_text="The record.")
    score = serializers.FloatField(
        min_value=0,
        max_value=100,
        help_text="How much alike they are. It orders candidates, and is no probability.",
    )
    matched = serializers.CharField(help_text="The part of the text that matched.")
    matched_name = serializers.CharField(help_text="The name of the record that it matched.")


class MatchedSerializer(serializers.Serializer):
    """What a text means."""

    text = serializers.CharField(allow_blank=True, help_text="The text, as it was given.")
    chosen = serializers.CharField(
        allow_null=True,
        help_text="The id of the record that it means; null where that is not certain.",
    )
    candidates = CandidateSerializer(many=True, help_text="What it may mean, the likeliest first.")


class MatchesSerializer(serializers.Serializer):
    """What the texts mean, in their order."""

    results = MatchedSerializer(many=True, help_text="One for each text.")
