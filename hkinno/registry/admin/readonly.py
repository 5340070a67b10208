"""Read-only admin of what the database or a command writes."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hkinno.registry.admin.inlines import ReadOnlyMixin
from hkinno.registry.admin.record_admin import RecordAdmin
from hkinno.registry.models import GoneRecord, Record, Revision, record_models


@admin.register(Record)
class RecordLookupAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    """All records. Autocompletes search here, and each row redirects to the page of its kind."""

    list_display = ("id", "resource", "name_zh", "name_en", "status", "updated_at")
    list_filter = ("resource", "status", "stage")
    search_fields = RecordAdmin.search_fields
    search_help_text = RecordAdmin.search_help_text
    ordering = ("id",)
    SAME_RESOURCE_FIELDS = ("part_of", "merged_into")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """An autocomplete of one of SAME_RESOURCE_FIELDS offers only records of the same kind."""
        query = request.GET
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


@admin.register(Revision)
class RevisionAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("number", "changed_at", "writer")
    ordering = ("id",)


@admin.register(GoneRecord)
class GoneRecordAdmin(ReadOnlyMixin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("id", "resource", "deleted_at")
    list_filter = ("resource",)
    search_fields = ("id",)
    ordering = ("id",)
