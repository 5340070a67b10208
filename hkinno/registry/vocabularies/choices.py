"""Choices that carry their label in both languages, and the rule that holds a column to them."""

from django.db import models
from django.db.models import Q


class Terms(models.TextChoices):
    """A closed list of words: each member is `value, Chinese label, English label`."""

    def __new__(cls, value: str, label_zh: str) -> "Terms":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label_zh = label_zh
        return member

    @classmethod
    def published(cls) -> list[dict]:
        """The list as the API gives it: `[{"value", "label": {"zh-Hant", "en"}}]`."""
        return [
            {"value": term.value, "label": {"zh-Hant": term.label_zh, "en": term.label}}
            for term in cls
        ]


def one_of(model: str, field: str, terms: type[Terms]) -> models.CheckConstraint:
    """The constraint `MODEL_FIELD_is_known`: only words of the list, null and empty apart."""
    return models.CheckConstraint(
        name=f"{model}_{field}_is_known",
        condition=Q(**{f"{field}__in": terms.values}),
        violation_error_message=f"{field} is not a word of its list.",
    )
