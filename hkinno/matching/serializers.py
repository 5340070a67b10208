"""The request and the response of `/api/v1/match/`."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from hkinno.api.parsers.strict_serializers import (
    StrictCharField,
    StrictChoiceField,
    StrictIntegerField,
    StrictListField,
    StrictSerializer,
)
from hkinno.matching.candidate_filters import MATCHABLE_RESOURCES
from hkinno.registry.rest.serializers import BriefSerializer

MAX_TEXTS = 100
MAX_TEXT_LENGTH = 500  # characters
MAX_TOTAL_LENGTH = 10_000  # characters of all texts: matching costs about 50 µs for each
MAX_CANDIDATES = 20
DEFAULT_CANDIDATES = 5
RESOURCE_CHOICES = [(name, label.label) for name, label in MATCHABLE_RESOURCES.items()]


class MatchTextSerializer(StrictSerializer):
    """A text, as it is written in a cell, and what is known beside it."""

    text = StrictCharField(
        max_length=MAX_TEXT_LENGTH,
        allow_blank=True,
        help_text="The text, unedited: with spaces, brackets and typing errors. An empty text is "
        "allowed and matches nothing.",
    )
    resource = StrictChoiceField(
        RESOURCE_CHOICES,
        allow_null=True,
        default=None,
        help_text="Only match records of this kind. By default, all kinds except sources and "
        "indicators are matched.",
    )
    place = StrictCharField(
        allow_null=True,
        default=None,
        min_length=1,
        max_length=80,
        help_text="The id of a place. Records that are known to be elsewhere are excluded.",
    )


class MatchRequestSerializer(StrictSerializer):
    """Up to 100 texts to match."""

    texts = StrictListField(
        child=MatchTextSerializer(),
        min_length=1,
        max_length=MAX_TEXTS,
        help_text="The texts. Results are returned in the same order. Together they have at most "
        f"{MAX_TOTAL_LENGTH} characters.",
    )
    limit = StrictIntegerField(
        min_value=1,
        max_value=MAX_CANDIDATES,
        default=DEFAULT_CANDIDATES,
        help_text="The maximum number of candidates per text.",
    )

    def validate_texts(self, texts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if sum(len(item["text"]) for item in texts) > MAX_TOTAL_LENGTH:
            message = _(
                "The texts may have at most %(max)s characters together. Split them into several "
                "requests."
            )
            raise serializers.ValidationError(message % {"max": MAX_TOTAL_LENGTH}, "max-length")
        return texts


class CandidateSerializer(serializers.Serializer[Any]):
    """A record that a text may mean."""

    record = BriefSerializer(help_text="The record.")
    score = serializers.FloatField(
        min_value=0,
        max_value=100,
        help_text="How well the record matches. It ranks candidates and is not a probability.",
    )
    matched = serializers.CharField(help_text="The part of the text that matched.")
    matched_name = serializers.CharField(help_text="The name of the record that matched.")


class MatchResultSerializer(serializers.Serializer[Any]):
    """The records that one text may mean."""

    text = serializers.CharField(allow_blank=True, help_text="The text, as it was sent.")
    chosen = serializers.CharField(
        allow_null=True,
        help_text="The id of the record that the text means; null if that is not certain.",
    )
    candidates = CandidateSerializer(
        many=True, help_text="The records that it may mean, the best match first."
    )


class MatchResponseSerializer(serializers.Serializer[Any]):
    """The results for all texts."""

    results = MatchResultSerializer(
        many=True, help_text="One result per text, in the order of the texts."
    )
