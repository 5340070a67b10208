"""Forms of statements and relations, on their own pages and inline on those of records."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hkinno.registry.admin.form_fields import ParsedTextField
from hkinno.registry.admin.forms import RegistryForm
from hkinno.registry.admin.json_validators import validate_also_lines
from hkinno.registry.admin.value_parsing import (
    check_reference,
    check_subject,
    format_statement_value,
    json_parser,
    normalize_statement_value,
    parse_statement_value,
)
from hkinno.registry.models import Relation, Statement
from hkinno.registry.vocabularies.roles import Role


class EvidenceForm(RegistryForm):
    """Validates only new and changed rows: each validation takes ten queries."""

    id = forms.CharField(required=False, empty_value=None, widget=forms.HiddenInput)

    def needs_validation(self) -> bool:
        return self.instance._state.adding or self.has_changed()

    def _post_clean(self) -> None:
        if self.needs_validation():
            super()._post_clean()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance._state.adding and data.get("id"):
            raise ValidationError("This was deleted in the meantime. Clear it, or add it again.")
        return data


class EvidenceFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        # `obj.delete()` would set its id to None, which the change message still needs.
        type(obj).objects.filter(pk=obj.pk).delete()


class StatementForm(EvidenceForm):
    value = ParsedTextField(
        parse_statement_value,
        format_statement_value,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 30}),
        help_text="Depends on the property: hku, 2012-06, true, a name, or JSON such as"
        ' {"value": "2800000000", "unit": "HKD"}.',
    )
    also_lines = ParsedTextField(
        json_parser(validate_also_lines),
        empty=list,
        required=False,
        help_text="Other lines that say the same: [[12, 13], [40, 40]]",
    )

    class Meta:
        model = Statement
        fields = "__all__"
        help_texts = {"printed": "A few words, exactly as printed."}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if {"property", "value", "source", "subject"} <= set(data) and self.needs_validation():
            self._clean_value(data)
        return data

    def _clean_value(self, data: dict[str, Any]) -> None:
        name, subject = data["property"], data["subject"]
        field = "property"
        try:
            check_subject(name, subject.resource or subject.RESOURCE)
            field = "value"
            data["value"] = normalize_statement_value(name, data["value"])
            check_reference(name, data["value"])
        except ValueError as error:
            self.add_error(field, str(error))


class RelationForm(EvidenceForm):
    class Meta:
        model = Relation
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if {"role", "subject", "object"} <= set(data) and self.needs_validation():
            role, subject, target = Role(data["role"]), data["subject"], data["object"]
            if not role.may_join(subject.resource or subject.RESOURCE, target.resource):
                self.add_error("role", _role_message(role))
        return data


def _role_message(role: Role) -> str:
    condition = ", both of the same kind" if role.is_within_a_resource else ""
    subjects, objects = (" or ".join(sorted(kinds)) for kinds in (role.subjects, role.objects))
    return f"{role.label} leads from {subjects} to {objects}{condition}."
