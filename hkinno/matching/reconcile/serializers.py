"""What is asked of each cell, in the forms that the protocol allows."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from hkinno.api.errors.field_errors import MAX_QUOTED_LENGTH
from hkinno.api.parsers.strict_serializers import (
    StrictCharField,
    StrictChoiceField,
    StrictListField,
    StrictSerializer,
    closest_match_error,
)
from hkinno.matching.query_hints import MATCHED
from hkinno.matching.reconcile.properties import properties
from hkinno.matching.serializers import LONGEST_TEXT, MOST_CANDIDATES, USUALLY

STRICTNESS = ("any", "all", "should")
MOST_VALUES = 10  # of all properties together: each is looked up as a text is


class TypesField(serializers.Field):
    """A type, or several."""

    def to_internal_value(self, data: Any) -> list[str]:
        word = StrictChoiceField([(resource, label.label) for resource, label in MATCHED.items()])
        return [word.run_validation(each) for each in (data if isinstance(data, list) else [data])]


class ValuesField(serializers.Field):
    """Values of a property, as texts: a record is its id."""

    def to_internal_value(self, data: Any) -> list[str]:
        several = data if isinstance(data, list) else [data]
        if len(several) > MOST_VALUES:
            raise serializers.ValidationError(_("These are too many values."))
        return [self.text(each) for each in several]

    def text(self, value: Any) -> str:
        found = value.get("id") if isinstance(value, dict) else value
        if not isinstance(found, str | int | float) or len(str(found)) > LONGEST_TEXT:
            raise serializers.ValidationError(_("This is no value of a property."))
        return str(found)


class PropertySerializer(StrictSerializer):
    """What is known of a record beside its name."""

    pid = StrictCharField()
    v = ValuesField()

    def validate_pid(self, pid: str) -> str:
        if pid not in properties():
            said = _("There is no property “%(value)s”.") % {"value": pid[:MAX_QUOTED_LENGTH]}
            raise serializers.ValidationError(
                [closest_match_error("invalid-choice", said, pid, properties())]
            )
        return pid


class LimitField(serializers.Field):
    """How many candidates at most; more than we give is no error."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int | float) or isinstance(data, bool) or data < 1:
            raise serializers.ValidationError(_("This is no number of candidates."))
        return int(min(data, MOST_CANDIDATES))


class QuerySerializer(StrictSerializer):
    """What is asked of one cell."""

    query = StrictCharField(allow_blank=True, max_length=LONGEST_TEXT, default="")
    type = TypesField(default=list)
    type_strict = StrictChoiceField([(each, each) for each in STRICTNESS], default="any")
    limit = LimitField(default=USUALLY)
    properties = StrictListField(child=PropertySerializer(), max_length=MOST_VALUES, default=list)

    def validate(self, asked: dict) -> dict:
        if not asked["query"] and not asked["properties"]:
            raise serializers.ValidationError(_("A query has a text, or properties."))
        if sum(len(each["v"]) for each in asked["properties"]) > MOST_VALUES:
            raise serializers.ValidationError(_("These are too many values."))
        return asked
