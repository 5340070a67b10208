"""Models of the registry: records, places, sources, and the evidence about them."""

from hkinno.registry.models.change import Change
from hkinno.registry.models.document import Document
from hkinno.registry.models.known_kinds import KnownProperty, KnownResource, sync_known_kinds
from hkinno.registry.models.matching_rules import MatchingRules
from hkinno.registry.models.place import Place, PlaceKind
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.models.record import (
    Record,
    is_gone,
    parent_link,
    record_models,
    resource_choices,
    resource_labels,
)
from hkinno.registry.models.record_queryset import RecordQuerySet
from hkinno.registry.models.relation import Relation
from hkinno.registry.models.revision import GoneRecord, MergedReference, Revision, hash_id
from hkinno.registry.models.source import PublishedBasis, Source, SourceKind
from hkinno.registry.models.statement import Statement
from hkinno.registry.vocabularies.properties import NAMELESS_PROPERTIES

__all__ = [
    "NAMELESS_PROPERTIES",
    "Change",
    "Document",
    "GoneRecord",
    "KnownProperty",
    "KnownResource",
    "MatchingRules",
    "MergedReference",
    "Place",
    "PlaceKind",
    "PublishedBasis",
    "Record",
    "RecordQuerySet",
    "Relation",
    "Revision",
    "Source",
    "SourceKind",
    "Statement",
    "hash_id",
    "is_gone",
    "parent_link",
    "record_models",
    "resource_choices",
    "resource_labels",
    "statement_properties",
    "sync_known_kinds",
]
