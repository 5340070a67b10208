"""The labels of the admin in both languages: models, their fields, and the choices of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy, gettext_noop

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

TRANSLATED_APPS = ("registry", "fixtures", "labs", "programmes", "events")
# Texts of django-import-export, which has no Traditional Chinese.
IMPORT_EXPORT = (
    gettext_noop("Import"),
    gettext_noop("Export"),
    gettext_noop(
        "Below is a preview of data to be imported. If you are satisfied with the results, "
        "click 'Confirm import'"
    ),
    gettext_noop("Confirm import"),
    gettext_noop("Preview"),
    gettext_noop("New"),
    gettext_noop("Skipped"),
    gettext_noop("Delete"),
    gettext_noop("Update"),
    gettext_noop("This importer will import the following fields: "),
    gettext_noop("This exporter will export the following fields: "),
    gettext_noop("Format"),
    gettext_noop("File to import"),
    gettext_noop("Import finished: {} new, {} updated, {} deleted and {} skipped {}."),
    gettext_noop("Export selected %(verbose_name_plural)s"),
)


def translate_models() -> None:
    """Make the labels of the models follow the language of the request.

    `makemigrations` compares the original labels, and is not affected.
    """
    chinese = chinese_labels()
    for app_label in TRANSLATED_APPS:
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


def model_texts() -> Iterator[str]:
    """What the models in the admin call themselves and their fields, and say of these."""
    for app_label in TRANSLATED_APPS:
        for model in filter(admin.site.is_registered, apps.get_app_config(app_label).get_models()):
            options: Any = model._meta
            yield from (str(options.verbose_name), str(options.verbose_name_plural))
            for field in options.local_fields:
                if not (field.auto_created or isinstance(field, models.OneToOneField)):
                    yield from (str(field.verbose_name), str(field.help_text))
            for constraint in options.constraints:
                if constraint.violation_error_message != constraint.default_violation_error_message:
                    yield str(constraint.violation_error_message)
