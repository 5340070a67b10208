"""The properties that statements can support, collected from all models and roles."""

from functools import cache
from typing import Any, NamedTuple

from hkinno.registry.models.record import Record, record_models
from hkinno.registry.vocabularies.bilingual_choices import in_language
from hkinno.registry.vocabularies.properties import Property
from hkinno.registry.vocabularies.roles import Role


class StatementProperty(NamedTuple):
    """A property or role, with the resources whose records have it and those it may refer to."""

    type: str
    label_zh: str
    label: str
    is_multiple: bool
    subjects: frozenset[str]
    objects: frozenset[str] = frozenset()


@cache
def statement_properties() -> dict[str, StatementProperty]:
    """`{name: property}`: what the models declare, then the roles of relations.

    Models that declare a property of one name declare the same, which a test checks. Raises
    AppRegistryNotReady before all models are loaded.
    """
    subjects: dict[str, set[str]] = {}
    objects: dict[str, set[str]] = {}
    declared: dict[str, Property] = {}
    for resource, model in record_models().items():
        for name, rule in model.PROPERTIES.items():
            declared[name] = rule
            subjects.setdefault(name, set()).add(resource)
            if rule.type == "reference":
                objects.setdefault(name, set()).update(referred_resources(model, name))
    properties = {
        name: StatementProperty(*rule, frozenset(subjects[name]), frozenset(objects.get(name, ())))
        for name, rule in declared.items()
    }
    return properties | {
        role.value: StatementProperty(
            "role", role.label_zh, role.label, True, role.subjects, role.objects
        )
        for role in Role
    }


def referred_resources(model: type[Record], name: str) -> list[str]:
    """The resources that a foreign key may refer to: one, or all that statements are about."""
    target: Any = model._meta.get_field(name).related_model
    if target is not Record:
        return [target.RESOURCE]
    return [resource for resource, kind in record_models().items() if kind.PROPERTIES]


def property_choices() -> list[tuple[str, Any]]:
    """The choices of `Statement.property`, in the language of the request."""
    return [
        (name, in_language(rule.label_zh, rule.label))
        for name, rule in statement_properties().items()
    ]
