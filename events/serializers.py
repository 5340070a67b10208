"""The serializer of events."""

from rest_framework import serializers

from events.models import EventKind
from hkinno.registry.rest.serializers import PartialDate, RecordSerializer


class EventSerializer(RecordSerializer):
    """Something that happens: a conference, a signing, an opening, a milestone."""

    kind = serializers.ChoiceField(EventKind.choices, help_text="What kind of event it is.")
    starts = PartialDate(help_text="When it starts.")
    ends = PartialDate(help_text="When it ends.")
    edition = serializers.IntegerField(
        allow_null=True, min_value=1, help_text="Edition number within its series."
    )
