"""The labels of the admin in both languages: models, their fields, and the choices of these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy

from hkinno.registry.models import PublishedBasis, record_models
from hkinno.registry.values.units import Unit
from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices, in_language
from hkinno.registry.vocabularies.record_choices import (
    AliasType,
    Modality,
    NameBasis,
    Rank,
    Stage,
    Status,
    Topic,
)
from hkinno.registry.vocabularies.roles import Role


def translate_models(labels: Iterable[str]) -> None:
    """Make the labels of the models of these apps follow the language of the request.

    `makemigrations` compares the original labels, and is not affected.
    """
    chinese = chinese_labels()
    for app_label in labels:
        for model in apps.get_app_config(app_label).get_models():
            options: Any = model._meta
            options.verbose_name = gettext_lazy(str(options.verbose_name))
            options.verbose_name_plural = gettext_lazy(str(options.verbose_name_plural))
            for field in options.local_fields:
                translate_field(field, chinese)


def translate_field(field: models.Field[Any, Any], chinese: dict[tuple[str, str], str]) -> None:
    """Make the name, the help text and the choices of a field follow the language."""
    field.verbose_name = gettext_lazy(str(field.verbose_name))
    if field.help_text:
        field.help_text = gettext_lazy(str(field.help_text))
    target = field.base_field if isinstance(field, ArrayField) else field
    # Those that are computed from the models follow the language already.
    if target.choices and not isinstance(target.choices, CallableChoiceIterator):
        target.choices = bilingual_choices(target.choices, chinese)


def bilingual_choices(
    choices: Iterable[Any], chinese: dict[tuple[str, str], str]
) -> list[tuple[str, Any]]:
    """The choices with labels in the language of the request."""
    return [
        (
            value,
            in_language(label_zh, str(label))
            if (label_zh := chinese.get((value, str(label))))
            else gettext_lazy(str(label)),
        )
        for value, label in choices
    ]


def chinese_labels() -> dict[tuple[str, str], str]:
    """The Chinese labels of all choices, by value and English label."""
    shared: list[type[BilingualChoices]] = [
        *(Stage, Status, Topic, NameBasis, AliasType, Modality, Rank, Role, PublishedBasis, Unit)
    ]
    kinds = [model.KIND_CHOICES for model in record_models().values() if model.KIND_CHOICES]
    return {
        (str(choice.value), str(choice.label)): choice.label_zh
        for choices in shared + kinds
        for choice in choices
    }
