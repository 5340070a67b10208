"""Model forms of the admin."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper

from hkinno.registry.admin import json_validators
from hkinno.registry.admin.autocomplete import PreloadedChoiceField
from hkinno.registry.admin.db_errors import FormError
from hkinno.registry.admin.form_fields import ParsedTextField
from hkinno.registry.admin.value_parsing import json_parser
from hkinno.registry.vocabularies.record_terms import Topic

NAME_FIELDS = ("name_zh", "name_en", "name_en_basis")


class RegistryForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Shows the error of a failed save, and preloads the objects that it refers to."""

    save_error: FormError | None = None  # set by RegistryAdmin.get_form

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, PreloadedChoiceField) and not self.instance._state.adding:
                field.loaded_object = getattr(self.instance, name)
            if isinstance(field.widget, RelatedFieldWidgetWrapper):
                field.widget.can_delete_related = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.save_error:
            message, field = self.save_error
            self.add_error(field if field in self.fields else None, message)
        return data


class RecordForm(RegistryForm):
    aliases = ParsedTextField(
        json_parser(json_validators.validate_aliases),
        empty=list,
        required=False,
        help_text='[{"value": "港大", "lang": "zh-Hant", "type": "short"}]. Types: abbreviation,'
        " short, former, variant, printed, romanised, descriptive. Optional: since, until.",
    )
    focus = ParsedTextField(
        json_parser(json_validators.validate_focus),
        empty=list,
        label="Fields of work",
        required=False,
        help_text='[{"zh-Hant": "肝病", "en": "Liver diseases"}]',
    )
    external_ids = ParsedTextField(
        json_parser(json_validators.validate_external_ids),
        empty=dict,
        label="Open identifiers",
        required=False,
        help_text='{"ror": ["02zhqgq86"], "wikidata": ["Q15568"]}',
    )
    topics = forms.MultipleChoiceField(
        choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & NAME_FIELDS:
            self.fields[name].required = True

    def _get_validation_exclusions(self) -> set[str]:
        # Django skips constraints on columns that the form lacks. The form of an existing record
        # lacks its id, without which "a record is not part of itself" would go unchecked.
        checked = set() if self.instance._state.adding else {"id"}
        return super()._get_validation_exclusions() - checked
