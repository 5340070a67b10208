"""The names that closed lists of values have in the OpenAPI document."""

from typing import Any

from hkinno.api.errors.problem_types import PROBLEM_CODES
from hkinno.registry.models import PublishedBasis, record_models, resource_choices
from hkinno.registry.models.properties import property_choices
from hkinno.registry.rest.serializers.evidence_fields import DIRECTIONS
from hkinno.registry.values.quantities import Qualifier, UnitBasis
from hkinno.registry.values.units import Unit
from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices
from hkinno.registry.vocabularies.record_choices import (
    AliasType,
    Modality,
    NameBasis,
    Rank,
    Stage,
    Topic,
)
from hkinno.registry.vocabularies.roles import Role

SHARED: list[type[BilingualChoices]] = [
    *(Stage, Topic, NameBasis, AliasType, Modality, Rank, Role),
    *(Unit, Qualifier, UnitBasis, PublishedBasis),
]


def enum_names() -> dict[str, Any]:
    """`{name: choices}`, for the setting ENUM_NAME_OVERRIDES of drf-spectacular."""
    kinds = [model.KIND_CHOICES for model in record_models().values() if model.KIND_CHOICES]
    return {
        "ProblemCode": PROBLEM_CODES,
        "Direction": DIRECTIONS,
        "Property": property_choices(),
        "Resource": resource_choices(),
        **{choices.__name__: choices.choices for choices in SHARED + kinds},
    }
