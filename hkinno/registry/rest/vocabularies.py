"""The closed lists of terms that the API uses, with labels in both languages."""

from collections.abc import Iterable, Iterator
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


def resources() -> Iterator[Term]:
    """The resources."""
    for resource, label in resource_labels().items():
        yield Term(resource, label.label_zh, label.label)


def kinds() -> Iterator["Vocabulary"]:
    """A vocabulary for each model that has kinds."""
    for model in record_models().values():
        if model.KIND_CHOICES:
            label_zh = f"{model.LABEL.label_zh}類別"
            label_en = f"Kinds of {model.LABEL.label.lower()}"
            name = f"{model._meta.model_name}-kinds"
            yield vocabulary(name, label_zh, label_en, plain(model.KIND_CHOICES))


def roles() -> Iterator[Term]:
    """The roles, each with the resources that it joins."""
    for role in Role:
        subjects, objects = sorted(role.subjects), sorted(role.objects)
        yield Term(role.value, role.label_zh, role.label, "role", subjects, objects)


def properties() -> Iterator[Term]:
    """The properties, each with the type of its value and the resources it applies to."""
    for name, rule in statement_properties().items():
        objects = sorted(rule.objects) if rule.objects else None
        yield Term(name, rule.label_zh, rule.label, rule.type, sorted(rule.subjects), objects)


def schemes() -> Iterator[Term]:
    """The schemes of identifiers, each with its form."""
    for term in IdentifierScheme:
        yield Term(term.value, term.label_zh, term.label, form=IDENTIFIER_FORMS[term.value])


def vocabulary(name: str, label_zh: str, label_en: str, terms: Iterable[Term]) -> Vocabulary:
    """A list by its name."""
    return Vocabulary(name, label_zh, label_en, list(terms))


VOCABULARIES = [
    vocabulary("resources", "資源", "Resources", resources()),
    vocabulary("topics", "主題", "Topics", plain(Topic)),
    vocabulary("stages", "階段", "Stages", plain(Stage)),
    *kinds(),
    vocabulary("roles", "角色", "Roles of relations", roles()),
    vocabulary("properties", "屬性", "Properties that statements support", properties()),
    vocabulary("modalities", "確定程度", "Modalities of statements", plain(Modality)),
    vocabulary("ranks", "等級", "Ranks of statements", plain(Rank)),
    vocabulary("units", "單位", "Units of quantities", plain(Unit)),
    vocabulary("unit-bases", "單位依據", "How a unit is known", plain(UnitBasis)),
    vocabulary("qualifiers", "限定詞", "Qualifiers of quantities", plain(Qualifier)),
    vocabulary("name-bases", "英文名稱依據", "Where English names come from", plain(NameBasis)),
    vocabulary("alias-types", "別名類別", "Types of other names", plain(AliasType)),
    vocabulary("identifier-schemes", "識別碼系統", "Schemes of identifiers", schemes()),
    vocabulary("published-bases", "日期依據", "How a date is known", plain(PublishedBasis)),
]
