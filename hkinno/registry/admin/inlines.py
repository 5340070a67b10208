"""Statements and relations of a record, on the page of the record."""

from django import forms
from django.contrib import admin
from django.db.models import Field, QuerySet
from django.http import HttpRequest

from hkinno.registry.admin.autocomplete import Autocompletes
from hkinno.registry.admin.evidence_forms import RelationForm, Rows, StatementForm
from hkinno.registry.admin.fields import OVERRIDES
from hkinno.registry.models import Record, Relation, Statement
from hkinno.registry.vocabularies.properties import FACTS, ROLES

NONE = ("", "---------")


class StatementInline(Autocompletes, admin.StackedInline):
    model = Statement
    form = StatementForm
    formset = Rows
    formfield_overrides = OVERRIDES
    fk_name = "subject"
    extra = 1
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "id",
                    ("property", "value"),
                    ("source", "printed", "first_line", "last_line"),
                )
            },
        ),
        (
            "Modality, date, rank, note",
            {
                "classes": ("collapse",),
                "fields": (
                    ("modality", "as_of", "also_lines"),
                    ("rank", "rank_reason", "note"),
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("source", "subject")

    def formfield_for_choice_field(
        self, db_field: Field, request: HttpRequest, **kwargs
    ) -> forms.Field:
        """Offer what can be said of such a record, facts before relations."""
        if db_field.name == "property":
            resource = self.parent_model.RESOURCE
            kwargs["choices"] = [NONE]
            for group, rules in (("Facts", FACTS), ("Relations", ROLES)):
                fit = [
                    (name, rule.label) for name, rule in rules.items() if resource in rule.resources
                ]
                kwargs["choices"].append((group, fit))
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class RelationInline(Autocompletes, admin.TabularInline):
    model = Relation
    form = RelationForm
    formset = Rows
    fk_name = "subject"
    extra = 0
    verbose_name_plural = "relations from this record"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("object", "subject")


class IncomingInline(admin.TabularInline):
    """The relations of others to this record, which are changed on their own pages."""

    model = Relation
    fk_name = "object"
    fields = readonly_fields = ("subject", "role", "title_zh", "title_en", "since", "until")
    extra = 0
    classes = ("collapse",)
    can_delete = False
    verbose_name_plural = "relations to this record, from the pages of others"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("object", "subject")

    def has_add_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        return False
