"""Forms of records, and of statements and relations on their own pages and inline."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms.formsets import TOTAL_FORM_COUNT
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from hkinno.registry.admin.concurrency.form_state import MAX_NEW_ROWS
from hkinno.registry.admin.db_errors import FormError
from hkinno.registry.admin.forms import json_validators, value_parsing
from hkinno.registry.admin.forms.autocomplete import PreloadedChoiceField
from hkinno.registry.admin.forms.fields import ParsedTextField
from hkinno.registry.admin.forms.value_parsing import json_parser
from hkinno.registry.models import Relation, Statement, statement_properties
from hkinno.registry.vocabularies.bilingual_choices import in_language
from hkinno.registry.vocabularies.record_choices import Topic
from hkinno.registry.vocabularies.roles import Role

NAME_FIELDS = ("name_zh", "name_zh_basis", "name_en", "name_en_basis")


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
        label=_("aliases"),
        help_text=_(
            '[{"value": "港大", "lang": "zh-Hant", "type": "short"}]. Types: abbreviation, short,'
            " former, variant, printed, romanised, descriptive. Optional: since, until."
        ),
    )
    focus = ParsedTextField(
        json_parser(json_validators.validate_focus),
        empty=list,
        label=_("fields of work"),
        required=False,
        help_text='[{"zh-Hant": "肝病", "en": "Liver diseases"}]',
    )
    external_ids = ParsedTextField(
        json_parser(json_validators.validate_external_ids),
        empty=dict,
        label=_("open identifiers"),
        required=False,
        help_text='{"ror": ["02zhqgq86"], "wikidata": ["Q15568"]}',
    )
    topics = forms.MultipleChoiceField(
        choices=[(topic.value, in_language(topic.label_zh, topic.label)) for topic in Topic],
        label=_("topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & NAME_FIELDS:
            self.fields[name].required = True

    def _get_validation_exclusions(self) -> set[str]:
        # Django skips constraints on columns that the form lacks. The form of an existing record
        # lacks its id, without which "a record is not part of itself" would go unchecked.
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # private
        return exclusions if self.instance._state.adding else exclusions - {"id"}


class EvidenceForm(RegistryForm):
    """Validates only new and changed rows: each validation takes ten queries."""

    id = forms.CharField(required=False, empty_value=None, widget=forms.HiddenInput)

    def needs_validation(self) -> bool:
        return self.instance._state.adding or self.has_changed()

    def _post_clean(self) -> None:
        if self.needs_validation():
            super()._post_clean()  # type: ignore[misc]  # private


class EvidenceFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    """Allows MAX_NEW_ROWS besides the existing rows. Of more than that, it builds no form.

    Django builds 1,000 forms too many before it says so, which takes a minute.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = len(self.get_queryset()) + MAX_NEW_ROWS
        self.absolute_max = self.limit
        if self.max_num:  # else nobody may add rows
            self.max_num = self.limit

    def total_form_count(self) -> int:
        data: Any = self.management_form.cleaned_data if self.is_bound else {TOTAL_FORM_COUNT: 0}
        return 0 if data[TOTAL_FORM_COUNT] > self.limit else super().total_form_count()

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        # `obj.delete()` would set its id to None, which the change message still needs.
        type(obj).objects.filter(pk=obj.pk).delete()


class StatementForm(EvidenceForm):
    value = ParsedTextField(
        value_parsing.parse_statement_value,
        value_parsing.format_statement_value,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 30}),
        help_text=_(
            "Depends on the property: hku, 2012-06, true, a name, or JSON such as"
            ' {"value": "2800000000", "unit": "HKD"}.'
        ),
        label=_("Value"),
    )
    also_lines = ParsedTextField(
        json_parser(json_validators.validate_also_lines),
        empty=list,
        required=False,
        help_text=_("Other lines that say the same: [[12, 13], [40, 40]]"),
        label=_("also lines"),
    )

    class Media:
        js = ("registry/statement_values.js",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "value" in self.fields:
            references = (
                name
                for name, rule in statement_properties().items()
                if rule.type in ("reference", "role")
            )
            self.fields["value"].widget.attrs |= {
                "data-references": " ".join(references),
                "data-url": reverse("admin:autocomplete"),
            }

    class Meta:
        model = Statement
        fields = "__all__"
        help_texts = {"printed": _("A few words, exactly as printed.")}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("first_line") and data.get("last_line", 0) is None:
            data["last_line"] = data["first_line"]
        if {"property", "value", "source", "subject"} <= set(data) and self.needs_validation():
            self._clean_value(data)
        return data

    def _clean_value(self, data: dict[str, Any]) -> None:
        name, subject = data["property"], data["subject"]
        field = "property"
        try:
            value_parsing.check_subject(name, subject.resource or subject.RESOURCE)
            field = "value"
            value = value_parsing.normalize_statement_value(name, data["value"])
            data["value"] = value_parsing.resolve_reference(name, value)
        except ValueError as error:
            self.add_error(field, str(error))


class RelationForm(EvidenceForm):
    class Media:
        js = ("admin/js/jquery.init.js", "registry/relation_pickers.js")

    class Meta:
        model = Relation
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if {"role", "subject", "object"} <= set(data) and self.needs_validation():
            # mypy takes the arguments of Role.__new__ for those of a lookup by value.
            role = Role(data["role"])  # type: ignore[call-arg]
            subject, target = data["subject"], data["object"]
            if not role.may_join(subject.resource or subject.RESOURCE, target.resource):
                self.add_error("role", _role_message(role))
        return data


def _role_message(role: Role) -> str:
    condition = _(", both of the same kind") if role.is_within_a_resource else ""
    subjects, objects = (
        get_text_list(sorted(kinds), _("or")) for kinds in (role.subjects, role.objects)
    )
    return _("%(role)s leads from %(subjects)s to %(objects)s%(condition)s.") % {
        "role": in_language(role.label_zh, role.label),
        "subjects": subjects,
        "objects": objects,
        "condition": condition,
    }
