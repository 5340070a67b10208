"""The serializer of quantities."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from hkinno.api.renderers.columns import Column
from hkinno.registry.values.quantities import Qualifier, UnitBasis
from hkinno.registry.values.units import Unit

DECIMAL = "a decimal as text, never a float"


class QuantitySerializer(serializers.Serializer[Any]):
    """An amount, share, rank or count, as precise as the source gives it."""

    columns = (
        Column("_value", ("value",), Decimal),
        Column("_max", ("max",), Decimal, help_text="The upper end, if it is a range."),
        Column("_unit", ("unit",)),
        Column("_unit_basis", ("unit_basis",), is_default=False),
        Column("_qualifier", ("qualifier",)),
        Column("_magnitude", ("magnitude",), Decimal, is_default=False),
    )

    value = serializers.CharField(
        allow_null=True, help_text=f"The number, {DECIMAL}; null for “several”."
    )
    max = serializers.CharField(
        allow_null=True,
        help_text=f"The upper end of a range, {DECIMAL}; null if not a range.",
    )
    unit = serializers.ChoiceField(
        Unit.choices, allow_null=True, help_text="The unit; null if it is unknown."
    )
    unit_basis = serializers.ChoiceField(
        UnitBasis.choices,
        allow_null=True,
        help_text="Whether the unit is printed or inferred; the statement gives the reason.",
    )
    qualifier = serializers.ChoiceField(
        Qualifier.choices, help_text="How the source qualifies the number: over, nearly, about …"
    )
    magnitude = serializers.CharField(
        allow_null=True,
        help_text=f"The magnitude of “several”, {DECIMAL}: 1000000000 for 數十億; null for other "
        "qualifiers.",
    )
