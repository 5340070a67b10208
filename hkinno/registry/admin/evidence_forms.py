"""Forms of statements and relations, on their own pages and on those of their records."""

from django import forms
from django.core.exceptions import ValidationError

from hkinno.registry.admin import evidence, json_validators, value_parsing
from hkinno.registry.admin.autocomplete import KnownChoices
from hkinno.registry.admin.db_errors import Refusable
from hkinno.registry.admin.fields import JSONText, ValueField
from hkinno.registry.models import Relation, Statement
from hkinno.registry.vocabularies.roles import Role


class Row:
    """A row of evidence under the key that it was given when it was new.

    One that nobody touched is not checked again, which takes ten questions.
    """

    KEY: tuple[str, ...]  # the fields from which a key is made

    def is_touched(self) -> bool:
        return self.instance._state.adding or self.has_changed()

    def _post_clean(self) -> None:
        if self.is_touched():
            super()._post_clean()

    def clean(self) -> dict:
        data = super().clean()
        if not self.instance._state.adding:
            return data
        if data.get("id"):
            raise ValidationError("This was deleted meanwhile: clear it here, or add it anew.")
        if set(self.KEY) <= set(data):
            self.instance.id = data["id"] = evidence.new_id(data, *self.KEY)
        return data


class Rows(forms.BaseInlineFormSet):
    def delete_existing(self, obj: Statement | Relation, commit: bool = True) -> None:
        # One that deletes itself loses its key, and the history could not say which it was.
        type(obj).objects.filter(pk=obj.pk).delete()


class StatementForm(Refusable, KnownChoices, Row, forms.ModelForm):
    KEY = ("subject", "property", "source")

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    value = ValueField(
        help_text="As its property asks: hku, 2012-06, true, a name, or JSON such as"
        ' {"value": "2800000000", "unit": "HKD"}.'
    )
    also_lines = JSONText(
        json_validators.also_lines,
        required=False,
        initial=list,
        help_text="Further places with the same: [[12, 13], [40, 40]]",
    )

    class Meta:
        model = Statement
        fields = (
            "id",
            "property",
            "value",
            "source",
            "printed",
            "first_line",
            "last_line",
            "also_lines",
            "modality",
            "as_of",
            "rank",
            "rank_reason",
            "note",
        )
        help_texts = {"printed": "A few words, as they are printed."}

    def clean(self) -> dict:
        data = super().clean()
        if {"property", "value", "source", "subject"} <= set(data) and self.is_touched():
            self._check(data)
        return data

    def _check(self, data: dict) -> None:
        name, subject = data["property"], data["subject"]
        try:
            value_parsing.check_subject(name, subject.resource or subject.RESOURCE)
        except ValueError as error:
            self.add_error("property", str(error))
            return
        try:
            data["value"] = value_parsing.stated(name, data["value"])
            value_parsing.check_target(name, data["value"])
        except ValueError as error:
            self.add_error("value", str(error))


class StatementPageForm(StatementForm):
    id = None  # shown beside the form, and made when it is new

    class Meta(StatementForm.Meta):
        fields = ("subject", *StatementForm.Meta.fields[1:])


class RelationForm(Refusable, KnownChoices, Row, forms.ModelForm):
    KEY = ("subject", "role", "object")

    id = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Relation
        fields = ("id", "role", "object", "title_zh", "title_en", "since", "until")

    def clean(self) -> dict:
        data = super().clean()
        if {"role", "subject", "object"} <= set(data) and self.is_touched():
            role, subject, target = Role(data["role"]), data["subject"], data["object"]
            if not role.may_join(subject.resource or subject.RESOURCE, target.resource):
                self.add_error("role", _joins(role))
        return data


def _joins(role: Role) -> ValidationError:
    kinds = ", of one kind" if role.is_within_a_resource else ""
    subjects, targets = (" or ".join(sorted(each)) for each in (role.subjects, role.objects))
    return ValidationError(f"{role.label} leads from {subjects} to {targets}{kinds}.")


class RelationPageForm(RelationForm):
    id = None

    class Meta(RelationForm.Meta):
        fields = ("subject", *RelationForm.Meta.fields[1:])
