"""Statements and relations on the page of their record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hkinno.registry.admin.forms.autocomplete import formfield_for_foreignkey
from hkinno.registry.admin.forms.fields import FORMFIELD_OVERRIDES
from hkinno.registry.admin.forms.model_forms import EvidenceFormSet, RelationForm, StatementForm
from hkinno.registry.models import Relation, Statement, statement_properties
from hkinno.registry.vocabularies.bilingual_choices import in_language
from hkinno.registry.vocabularies.roles import Role

CITATION_FIELDS = ("source", "printed", "first_line", "last_line")
QUALIFIER_FIELDS = (("modality", "as_of", "also_lines"), ("rank", "rank_reason", "note"))
RELATION_FIELDS = ("title_zh", "title_en", "since", "until")


class ReadOnlyMixin:
    """An admin or inline that changes nothing."""

    def has_add_permission(self, *args: Any) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


class EvidenceInline(InlineModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    formset: Any = EvidenceFormSet
    formfield_overrides = FORMFIELD_OVERRIDES
    fk_name = "subject"
    extra = 0
    formfield_for_foreignkey = formfield_for_foreignkey

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).for_api()  # type: ignore[attr-defined, no-any-return]


class StatementInline(EvidenceInline, admin.StackedInline):  # type: ignore[type-arg]
    model = Statement
    form = StatementForm
    extra = 1
    fieldsets = (
        (None, {"fields": ("id", ("property", "value"), CITATION_FIELDS)}),
        (_("Modality, date, rank, note"), {"classes": ("collapse",), "fields": QUALIFIER_FIELDS}),
    )

    def formfield_for_choice_field(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField | None:
        """Offer the properties that apply to the kind of record, facts before relations."""
        if db_field.name == "property":
            resource = self.parent_model.RESOURCE
            facts: list[tuple[str, Any]] = []
            relations: list[tuple[str, Any]] = []
            for name, rule in statement_properties().items():
                if resource in rule.subjects:
                    group = relations if rule.type == "role" else facts
                    group.append((name, in_language(rule.label_zh, rule.label)))
            groups = [(_("Facts"), facts), (_("Relations"), relations)]
            kwargs["choices"] = [("", "---------"), *groups]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class RelationInline(EvidenceInline, admin.TabularInline):  # type: ignore[type-arg]
    model = Relation
    form = RelationForm
    fields = ("id", "role", "object", *RELATION_FIELDS)
    verbose_name_plural = _("relations from this record")

    def formfield_for_choice_field(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField | None:
        """Offer the roles of the kind of record. The role is the only choice among `fields`."""
        resource = self.parent_model.RESOURCE
        roles = [role for role in Role if resource in role.subjects]
        labels = [(role.value, in_language(role.label_zh, role.label)) for role in roles]
        kwargs["choices"] = [("", "---------"), *labels]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class IncomingRelationInline(ReadOnlyMixin, EvidenceInline, admin.TabularInline):  # type: ignore[type-arg]
    """Relations from other records to this one, which are edited on the pages of the others."""

    model = Relation
    fk_name = "object"
    fields = readonly_fields = ("subject", "role", *RELATION_FIELDS)
    classes = ("collapse",)
    verbose_name_plural = _("relations to this record (edit them on the page of the other record)")
