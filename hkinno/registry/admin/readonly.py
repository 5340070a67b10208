"""What the database or a command writes: to be looked up, and changed by nobody."""

from django.apps import apps
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hkinno.registry.admin.record import RecordAdmin
from hkinno.registry.models import FixtureLoad, GoneRecord, Record, Revision
from hkinno.seeds.derive import models_by_resource


class ReadOnlyAdmin(admin.ModelAdmin):
    """For looking up."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Record)
class RecordLookupAdmin(ReadOnlyAdmin):
    """All records of every kind: autocompletes look here, and each leads to its own page."""

    list_display = ("id", "resource", "name_zh", "name_en", "status", "updated_at")
    list_filter = ("resource", "status", "stage")
    search_fields = RecordAdmin.search_fields
    search_help_text = RecordAdmin.search_help_text
    ordering = ("id",)
    WITHIN_A_RESOURCE = ("part_of", "merged_into")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple:
        """For the whole of a record, or what it is merged into: only records of its kind."""
        asked = request.GET
        if asked.get("field_name") in self.WITHIN_A_RESOURCE:
            model = apps.get_model(asked["app_label"], asked["model_name"])
            queryset = queryset.filter(resource=model.RESOURCE)
        return super().get_search_results(request, queryset, search_term)

    def change_view(self, request: HttpRequest, object_id: str, *args, **kwargs) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None or not self.has_view_permission(request, record):
            return super().change_view(request, object_id, *args, **kwargs)
        options = models_by_resource()[record.resource]._meta
        page = f"admin:{options.app_label}_{options.model_name}_change"
        return HttpResponseRedirect(reverse(page, args=[record.pk]))


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("number", "changed_at", "writer")
    ordering = ("id",)


@admin.register(FixtureLoad)
class FixtureLoadAdmin(ReadOnlyAdmin):
    list_display = ("sha256", "loaded_at")
    ordering = ("-loaded_at",)


@admin.register(GoneRecord)
class GoneRecordAdmin(ReadOnlyAdmin):
    list_display = ("id", "resource", "deleted_at")
    list_filter = ("resource",)
    search_fields = ("id",)
    ordering = ("id",)
