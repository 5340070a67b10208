"""Read-only admin of what the database or a command writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from hkinno.registry.admin.inlines import ReadOnlyMixin
from hkinno.registry.admin.record_admin import RecordAdmin
from hkinno.registry.admin.search import SearchMixin
from hkinno.registry.history import models_by_table
from hkinno.registry.models import (
    Change,
    GoneRecord,
    Record,
    record_models,
    statement_properties,
)
from hkinno.registry.vocabularies.roles import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


@admin.register(Record)
class RecordLookupAdmin(SearchMixin, ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """All records. Autocompletes search here, and each row redirects to the page of its kind."""

    list_display = ("id", "resource", "name_zh", "name_en", "status", "updated_at")
    list_filter = ("resource", "status", "stage")
    search_fields = RecordAdmin.search_fields
    search_help_text = RecordAdmin.search_help_text
    ordering = ("id",)
    SAME_RESOURCE_FIELDS = ("part_of", "merged_into")
    ROLE_FIELDS = ("subject", "object")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """An autocomplete of one of SAME_RESOURCE_FIELDS offers only records of the same kind, that
        of a statement's value only those that its property may refer to, and that of a relation
        only those that its role can connect.
        """
        query = request.GET
        if query.get("role") in Role.values and query.get("field_name") in self.ROLE_FIELDS:
            role = next(role for role in Role if role.value == query["role"])
            resources = role.subjects if query["field_name"] == "subject" else role.objects
            queryset = queryset.filter(resource__in=resources)
        if rule := statement_properties().get(query.get("property", "")):
            queryset = queryset.filter(resource__in=rule.objects)
        if query.get("field_name") in self.SAME_RESOURCE_FIELDS:
            model: Any = apps.get_model(query["app_label"], query["model_name"])
            queryset = queryset.filter(resource=model.RESOURCE)
        return super().get_search_results(request, queryset, search_term)

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None or not self.has_view_permission(request, record):
            return super().change_view(request, object_id, *args, **kwargs)
        options = record_models()[record.resource]._meta
        page = f"admin:{options.app_label}_{options.model_name}_change"
        return HttpResponseRedirect(reverse(page, args=[record.pk]))


@admin.register(Change)
class ChangeAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """Who wrote what, the latest first. Each row leads to the history of its record."""

    list_display = ("revision", "changed_at", "writer", "row_id", "table", "action")
    list_display_links = None
    list_filter = ("username",)
    search_fields = ("row_id", "record_id", "username")
    search_help_text = _("Search by id or user.")
    ordering = ("-id",)
    show_full_result_count = False

    @admin.display(description=_("user"), ordering="username")
    def writer(self, change: Change) -> StrOrPromise:
        return change.username or _("a command or SQL")

    @admin.display(description=_("table"), ordering="table_name")
    def table(self, change: Change) -> str:
        return capfirst(str(models_by_table()[change.table_name]._meta.verbose_name))

    @admin.display(description=_("action"))
    def action(self, change: Change) -> StrOrPromise:
        if change.before is None:
            return _("added")
        return _("deleted") if change.after is None else _("changed")


@admin.register(GoneRecord)
class GoneRecordAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("id", "resource", "deleted_at")
    list_filter = ("resource",)
    search_fields = ("id",)
    ordering = ("id",)
