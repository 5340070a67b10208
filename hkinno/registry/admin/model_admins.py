"""The admin of places and sources, of statements and relations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hkinno.registry.admin.evidence_validation import check_evidence, follow_statements
from hkinno.registry.admin.forms.model_forms import RelationForm, StatementForm
from hkinno.registry.admin.forms.value_parsing import format_statement_value
from hkinno.registry.admin.imports.resources import RelationResource, StatementResource
from hkinno.registry.admin.record_admin import STATUS_COLUMNS, RecordAdmin, show_changes
from hkinno.registry.admin.registry_admin import RegistryAdmin
from hkinno.registry.admin.search import is_autocomplete
from hkinno.registry.models import Place, Relation, Source, Statement


@admin.register(Place)
class PlaceAdmin(RecordAdmin):
    list_display = ("id", "name_zh", "name_en", "kind", *STATUS_COLUMNS)
    list_filter = (*RecordAdmin.list_filter, "kind")


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    inlines = ()  # a source makes statements, and has none about itself
    list_display = (
        "id",
        "name_zh",
        "name_en",
        "kind",
        "publisher_en",
        "published",
        "status",
        "updated_at",
    )
    list_filter = (*RecordAdmin.list_filter, "kind")
    search_fields = (*RecordAdmin.search_fields, "publisher_zh", "publisher_en", "byline")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """An autocomplete offers articles first: a note about one often has its name."""
        rows, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        if is_autocomplete(request):
            rows = rows.order_by("kind", "pk")
        return rows, may_have_duplicates


@admin.register(Statement)
class StatementAdmin(RegistryAdmin):
    form = StatementForm
    resource_classes = (StatementResource,)
    list_display = ("id", "property", "value_text", "printed", "first_line", "modality", "rank")
    list_filter = ("modality", "rank", "property", "source")
    search_fields = ("id", "printed")
    search_help_text = _("Search by id, printed words, or name of the record or its source.")

    @admin.display(description=_("value"))
    def value_text(self, statement: Statement) -> str:
        return format_statement_value(statement.value)

    def save_related(self, request: HttpRequest, form: ModelForm[Any], *args: Any) -> None:
        super().save_related(request, form, *args)
        subject = form.instance.subject_id
        self._check_subjects(request, {subject, form.initial.get("subject", subject)})

    def _check_subjects(self, request: HttpRequest, ids: Iterable[str]) -> None:
        check_evidence(ids)
        show_changes(request, follow_statements(ids))

    def delete_model(self, request: HttpRequest, obj: Statement) -> None:
        super().delete_model(request, obj)
        self._check_subjects(request, [obj.subject_id])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Statement]) -> None:
        subjects = list(queryset.values_list("subject", flat=True))
        super().delete_queryset(request, queryset)
        self._check_subjects(request, subjects)


@admin.register(Relation)
class RelationAdmin(RegistryAdmin):
    form = RelationForm
    resource_classes = (RelationResource,)
    list_display = ("id", "subject", "role", "object", "title_zh", "title_en", "since", "until")
    list_filter = ("role",)
    list_select_related = ("subject", "object")
    search_fields = ("id", "title_zh", "title_en")
    search_help_text = _("Search by id, title, or name of either record.")
