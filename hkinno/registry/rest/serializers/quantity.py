"""The shape of a quantity."""

from rest_framework import serializers

from hkinno.registry.values.quantities import Qualifier, UnitBasis
from hkinno.registry.values.units import Unit

DECIMAL = "a decimal as text, never a float"


class QuantitySerializer(serializers.Serializer):
    """An amount, a share, a rank or a number of things, as far as the source says it."""

    value = serializers.CharField(
        allow_null=True, help_text=f"The number, {DECIMAL}; null for “several”."
    )
    max = serializers.CharField(
        allow_null=True, help_text=f"The upper end of a range, {DECIMAL}; null where it is none."
    )
    unit = serializers.ChoiceField(
        Unit.choices, allow_null=True, help_text="Of what; null where even that cannot be said."
    )
    unit_basis = serializers.ChoiceField(
        UnitBasis.choices,
        allow_null=True,
        help_text="Whether the unit is printed, or inferred with the reason in the statement.",
    )
    qualifier = serializers.ChoiceField(
        Qualifier.choices, help_text="How the source limits the number: over, nearly, about …"
    )
    magnitude = serializers.CharField(
        allow_null=True,
        help_text=f"Several of what, {DECIMAL}: 1000000000 for 數十億; null for every other "
        "qualifier.",
    )
