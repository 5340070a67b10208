"""Choosing records: every relation is an autocomplete, and what is chosen is not asked for again.

Django's own asks the database once for each select that it shows and once for each that it checks;
a page of a hundred statements would ask two hundred times.
"""

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Field, ForeignKey, Model
from django.http import HttpRequest


class KnownChoice(forms.ModelChoiceField):
    """A choice whose present value is loaded already."""

    known: Model | None = None

    def to_python(self, value: object) -> Model | None:
        if self.known is not None and str(value) == str(self.known.pk):
            return self.known
        return super().to_python(value)


class KnownSelect(AutocompleteSelect):
    """An autocomplete that takes the label of what is chosen from its field.

    It tells the lookup for which model it asks: `part_of` of a lab is a lab.
    """

    def __init__(self, field: ForeignKey, admin_site: object, model: type[Model]) -> None:
        super().__init__(field, admin_site)
        self.model = model

    def build_attrs(self, base_attrs: dict, extra_attrs: dict | None = None) -> dict:
        options = self.model._meta
        model = {"data-app-label": options.app_label, "data-model-name": options.model_name}
        return super().build_attrs(base_attrs, extra_attrs) | model

    def optgroups(self, name: str, value: list, attr: dict | None = None) -> list[tuple]:
        known = getattr(self.choices.field, "known", None)
        if known is None or [str(each) for each in value] != [str(known.pk)]:
            return super().optgroups(name, value, attr)
        label = self.choices.field.label_from_instance(known)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*empty, self.create_option(name, known.pk, label, True, len(empty))], 0)]


class KnownChoices:
    """A form that gives its choices what its instance has chosen."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, KnownChoice) and not self.instance._state.adding:
                field.known = getattr(self.instance, name)


class Autocompletes:
    """An admin in which every relation of the model is an autocomplete.

    A list of hundreds to choose from helps nobody.
    """

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs
    ) -> forms.Field:
        widget = KnownSelect(db_field, self.admin_site, self.model)
        kwargs |= {"widget": widget, "form_class": KnownChoice}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs) -> forms.Field:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, ForeignKey):
            # Beside "change" and "add": what others refer to is not deleted in passing.
            field.widget.can_delete_related = False
        return field
