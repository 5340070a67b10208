"""The serializer field of partial dates."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hkinno.api.renderers.columns import Column
from hkinno.registry.values.partial_dates import PARTIAL_DATE, first_day, last_day


@extend_schema_field({"type": "string", "pattern": PARTIAL_DATE})
class PartialDate(serializers.CharField):
    """A year, month or day, or an interval of them, possibly open-ended; null if unknown."""

    columns = (
        Column(""),
        Column("_from", convert=first_day, help_text="The first day that it can mean."),
        Column("_to", convert=last_day, help_text="The last day that it can mean."),
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_null=True, **options)
