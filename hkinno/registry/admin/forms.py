"""The form of a record: what is wrong is said at the field."""

from django import forms

from hkinno.registry.admin import json_validators
from hkinno.registry.admin.autocomplete import KnownChoices
from hkinno.registry.admin.db_errors import Refusable
from hkinno.registry.admin.fields import JSONText
from hkinno.registry.vocabularies.record_terms import Topic

NAMES = {"name_zh", "name_en", "name_en_basis"}  # on the page of what has a name


class RecordForm(Refusable, KnownChoices, forms.ModelForm):
    """A record's own form."""

    aliases = JSONText(
        json_validators.aliases,
        required=False,
        initial=list,
        help_text='[{"value": "港大", "lang": "zh-Hant", "type": "short"}]; types: abbreviation,'
        " short, former, variant, printed, romanised, descriptive; since and until where known.",
    )
    focus = JSONText(
        json_validators.focus,
        label="Fields of work",
        required=False,
        initial=list,
        help_text='[{"zh-Hant": "肝病", "en": "Liver diseases"}]',
    )
    external_ids = JSONText(
        json_validators.external_ids,
        label="Open identifiers",
        required=False,
        initial=dict,
        help_text='{"ror": ["02zhqgq86"], "wikidata": ["Q15568"]}',
    )
    topics = forms.MultipleChoiceField(
        choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in NAMES & set(self.fields):
            self.fields[name].required = True

    def _get_validation_exclusions(self) -> set[str]:
        # Django leaves out the rules on columns that the form lacks. The id of a record that is
        # there already is such a one, and no record is a part of itself.
        kept = set() if self.instance._state.adding else {"id"}
        return super()._get_validation_exclusions() - kept
