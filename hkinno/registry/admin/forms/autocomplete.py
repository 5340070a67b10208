"""Autocompletes that query neither for the label nor for the validity of an unchanged value.

Django's own run one query for each select that they render and one for each that they validate:
two hundred for the page of a record with a hundred statements.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey, Model
from django.http import HttpRequest


class PreloadedChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A choice whose current object is already loaded."""

    loaded_object: Model | None = None

    def to_python(self, value: Any) -> Model | None:
        if self.loaded_object is not None and str(value) == str(self.loaded_object.pk):
            return self.loaded_object
        return super().to_python(value)


class PreloadedAutocompleteSelect(AutocompleteSelect):
    """Takes the label of the current object from its PreloadedChoiceField.

    It sends the model of the page to the autocomplete view, which Django's own does not for an
    inherited column: `part_of` is a column of Record, and of a lab it is a lab.
    """

    def __init__(self, field: ForeignKey[Any, Any], model_admin: BaseModelAdmin[Any]) -> None:
        super().__init__(field, model_admin.admin_site)
        self.model = model_admin.model

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {
            "data-app-label": self.model._meta.app_label,
            "data-model-name": self.model._meta.model_name,
        }

    def optgroups(
        self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None
    ) -> list[tuple[str | None, list[dict[str, Any]], int | None]]:
        field: PreloadedChoiceField = self.choices.field
        loaded_object = field.loaded_object
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        if not any(value):
            return [(None, options, 0)]
        if loaded_object is None or [str(pk) for pk in value] != [str(loaded_object.pk)]:
            return super().optgroups(name, value, attr)
        label = field.label_from_instance(loaded_object)
        options.append(self.create_option(name, loaded_object.pk, label, True, len(options)))
        return [(None, options, 0)]


def formfield_for_foreignkey(
    self: BaseModelAdmin[Any],
    db_field: ForeignKey[Any, Any],
    request: HttpRequest,
    **kwargs: Any,
) -> forms.ModelChoiceField[Any] | None:
    """The method of that name for an admin in which each foreign key is an autocomplete."""
    kwargs["widget"] = PreloadedAutocompleteSelect(db_field, self)
    kwargs["form_class"] = PreloadedChoiceField
    return BaseModelAdmin.formfield_for_foreignkey(self, db_field, request, **kwargs)
