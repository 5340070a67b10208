"""What every record is: Record, Place, Source, and the evidence: Statement, Relation."""

from hkinno.registry.models.evidence import Relation, Statement
from hkinno.registry.models.loads import FixtureLoad, GoneRecord, Revision
from hkinno.registry.models.record import Record, RecordQuerySet, parent_link
from hkinno.registry.models.world import Place, PlaceKind, Source, SourceKind

__all__ = [
    "FixtureLoad",
    "GoneRecord",
    "Place",
    "PlaceKind",
    "Record",
    "RecordQuerySet",
    "Relation",
    "Revision",
    "Source",
    "SourceKind",
    "Statement",
    "parent_link",
]
