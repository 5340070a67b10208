"""The closed lists of terms that the API uses, with labels in both languages."""

from typing import NamedTuple

from hkinno.registry.models import PublishedBasis, record_models, resource_labels
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.quantities import Qualifier, UnitBasis
from hkinno.registry.values.units import Unit
from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices
from hkinno.registry.vocabularies.record_choices import (
    IDENTIFIER_FORMS,
    AliasType,
    IdentifierScheme,
    Modality,
    NameBasis,
    Rank,
    Stage,
    Topic,
)
from hkinno.registry.vocabularies.roles import Role


class Term(NamedTuple):
    """A word of a list. What does not apply to its list is None.

    `type`: of a property's value. `subjects` and `objects`: the resources that a role joins, or
    that a property applies to and refers to. `form`: the pattern of an identifier.
    """

    value: str
    label_zh: str
    label_en: str
    type: str | None = None
    subjects: list[str] | None = None
    objects: list[str] | None = None
    form: str | None = None


class Vocabulary(NamedTuple):
    """A closed list, under the name of its address."""

    name: str
    label_zh: str
    label_en: str
    terms: list[Term]


def plain(choices: type[BilingualChoices]) -> list[Term]:
    """Terms that have only a value and labels."""
    return [Term(choice.value, choice.label_zh, choice.label) for choice in choices]


RESOURCES = [
    Term(resource, label.label_zh, label.label) for resource, label in resource_labels().items()
]
KINDS = [
    Vocabulary(
        f"{model._meta.model_name}-kinds",
        f"{model.LABEL.label_zh}類別",
        f"Kinds of {model.LABEL.label.lower()}",
        plain(model.KIND_CHOICES),
    )
    for model in record_models().values()
    if model.KIND_CHOICES
]
ROLES = [
    Term(role.value, role.label_zh, role.label, "role", sorted(role.subjects), sorted(role.objects))
    for role in Role
]
PROPERTIES = [
    Term(
        name,
        rule.label_zh,
        rule.label,
        rule.type,
        sorted(rule.subjects),
        sorted(rule.objects) or None,
    )
    for name, rule in statement_properties().items()
]
SCHEMES = [
    Term(scheme.value, scheme.label_zh, scheme.label, form=IDENTIFIER_FORMS[scheme.value])
    for scheme in IdentifierScheme
]
VOCABULARIES = [
    Vocabulary("resources", "資源", "Resources", RESOURCES),
    Vocabulary("topics", "主題", "Topics", plain(Topic)),
    Vocabulary("stages", "階段", "Stages", plain(Stage)),
    *KINDS,
    Vocabulary("roles", "角色", "Roles of relations", ROLES),
    Vocabulary("properties", "屬性", "Properties that statements support", PROPERTIES),
    Vocabulary("modalities", "確定程度", "Modalities of statements", plain(Modality)),
    Vocabulary("ranks", "等級", "Ranks of statements", plain(Rank)),
    Vocabulary("units", "單位", "Units of quantities", plain(Unit)),
    Vocabulary("unit-bases", "單位依據", "How a unit is known", plain(UnitBasis)),
    Vocabulary("qualifiers", "限定詞", "Qualifiers of quantities", plain(Qualifier)),
    Vocabulary("name-bases", "英文名稱依據", "Where English names come from", plain(NameBasis)),
    Vocabulary("alias-types", "別名類別", "Types of other names", plain(AliasType)),
    Vocabulary("identifier-schemes", "識別碼系統", "Schemes of identifiers", SCHEMES),
    Vocabulary("published-bases", "日期依據", "How a date is known", plain(PublishedBasis)),
]
