"""Programmes, awards, targets, indicators and observations."""

from programmes.models.indicator import Indicator, IndicatorKind, Observation
from programmes.models.programme import Award, Programme, ProgrammeKind, Target

__all__ = [
    "Award",
    "Indicator",
    "IndicatorKind",
    "Observation",
    "Programme",
    "ProgrammeKind",
    "Target",
]
