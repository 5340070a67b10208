"""What every record is: Record, Place, Source, and the evidence: Statement, Relation."""

from hkinno.registry.models.evidence import Relation, Statement
from hkinno.registry.models.place_source import Place, PlaceKind, Source, SourceKind
from hkinno.registry.models.record import Record, RecordQuerySet, parent_link
from hkinno.registry.models.revision import FixtureLoad, GoneRecord, Revision

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
