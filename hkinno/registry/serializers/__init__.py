"""The shape of every record in answers, of quantities, and of the evidence."""

from hkinno.registry.serializers.evidence import RelationSerializer, StatementSerializer
from hkinno.registry.serializers.quantity import QuantitySerializer
from hkinno.registry.serializers.record import RecordSerializer
from hkinno.registry.serializers.references import BriefSerializer
from hkinno.registry.serializers.world import PlaceSerializer, SourceSerializer

__all__ = [
    "BriefSerializer",
    "PlaceSerializer",
    "QuantitySerializer",
    "RecordSerializer",
    "RelationSerializer",
    "SourceSerializer",
    "StatementSerializer",
]
