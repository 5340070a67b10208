"""Choices with labels in both languages, and the constraint that holds a column to them."""

from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import get_language


class Label(NamedTuple):
    """What something is called in both languages."""

    label_zh: str
    label: str


def _in_language(label_zh: str, label: str) -> str:
    return label_zh if (get_language() or "").startswith("zh") else label


in_language = lazy(_in_language, str)  # a label that follows the language of the request


class BilingualChoices(models.TextChoices):
    """A closed list; each member is declared as `value, Chinese label, English label`."""

    label_zh: str

    def __new__(cls, value: str, label_zh: str) -> "BilingualChoices":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label_zh = label_zh
        return member


def one_of(model: str, field: str, choices: type[BilingualChoices]) -> models.CheckConstraint:
    """The constraint `MODEL_FIELD_is_known`: the column holds a value of `choices` or null."""
    return models.CheckConstraint(
        name=f"{model}_{field}_is_known",
        condition=Q(**{f"{field}__in": choices.values}),
        violation_error_message=f"{field} is not an allowed value.",
    )
