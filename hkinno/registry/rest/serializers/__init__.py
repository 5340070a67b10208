"""Serializers of records, quantities and evidence."""

from hkinno.registry.rest.serializers.evidence import RelationSerializer, StatementSerializer
from hkinno.registry.rest.serializers.partial_date import PartialDate
from hkinno.registry.rest.serializers.place_source import PlaceSerializer, SourceSerializer
from hkinno.registry.rest.serializers.quantity import QuantitySerializer
from hkinno.registry.rest.serializers.record import RecordSerializer
from hkinno.registry.rest.serializers.references import BriefSerializer

__all__ = [
    "BriefSerializer",
    "PartialDate",
    "PlaceSerializer",
    "QuantitySerializer",
    "RecordSerializer",
    "RelationSerializer",
    "SourceSerializer",
    "StatementSerializer",
]
