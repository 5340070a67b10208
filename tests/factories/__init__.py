"""Factories of published rows; `full=True` fills every column and adds relations and statements."""

from tests.factories.evidence import RelationFactory, StatementFactory
from tests.factories.records import (
    FACTORIES,
    AwardFactory,
    EventFactory,
    FacilityFactory,
    IndicatorFactory,
    InstitutionFactory,
    LabFactory,
    NamelessFactory,
    ObservationFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    RecordFactory,
    SourceFactory,
    TargetFactory,
)
from tests.factories.values import MONEY, alias, related, when_full

__all__ = [
    "FACTORIES",
    "MONEY",
    "AwardFactory",
    "EventFactory",
    "FacilityFactory",
    "IndicatorFactory",
    "InstitutionFactory",
    "LabFactory",
    "NamelessFactory",
    "ObservationFactory",
    "PersonFactory",
    "PlaceFactory",
    "ProgrammeFactory",
    "RecordFactory",
    "RelationFactory",
    "SourceFactory",
    "StatementFactory",
    "TargetFactory",
    "alias",
    "related",
    "when_full",
]
