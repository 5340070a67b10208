"""The pages of places and sources, of statements and relations."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from import_export.admin import ImportExportModelAdmin

from hkinno.registry.admin import evidence, value_parsing
from hkinno.registry.admin.autocomplete import Autocompletes
from hkinno.registry.admin.db_errors import SaysRefusals
from hkinno.registry.admin.evidence_forms import RelationPageForm, StatementPageForm
from hkinno.registry.admin.evidence_sheets import RelationSheet, StatementSheet
from hkinno.registry.admin.fields import OVERRIDES
from hkinno.registry.admin.imports import Sheets
from hkinno.registry.admin.record import RecordAdmin
from hkinno.registry.admin.resources import Sheet
from hkinno.registry.models import Place, Relation, Source, Statement


class PlaceSheet(Sheet):
    class Meta(Sheet.Meta):
        model = Place


@admin.register(Place)
class PlaceAdmin(RecordAdmin):
    resource_classes = (PlaceSheet,)
    list_display = ("id", "name_zh", "name_en", "kind", "stage", "status", "updated_at")
    list_filter = (*RecordAdmin.list_filter, "kind")


class SourceSheet(Sheet):
    class Meta(Sheet.Meta):
        model = Source


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    resource_classes = (SourceSheet,)
    inlines = ()  # nothing is said of a source: it is what says
    list_display = ("id", "name_zh", "kind", "publisher_en", "published", "status", "updated_at")
    list_filter = (*RecordAdmin.list_filter, "kind")
    search_fields = (*RecordAdmin.search_fields, "publisher_zh", "publisher_en", "byline")


@admin.register(Statement)
class StatementAdmin(SaysRefusals, Autocompletes, Sheets, ImportExportModelAdmin):
    form = StatementPageForm
    formfield_overrides = OVERRIDES
    resource_classes = (StatementSheet,)
    list_display = ("id", "property", "said", "printed", "first_line", "modality", "rank")
    list_filter = ("modality", "rank", "property", "source")
    list_per_page = 50
    search_fields = ("id", "printed", "subject__name_zh", "subject__name_en")
    search_help_text = "Search by id, printed words, or name of the record."
    ordering = ("id",)

    @admin.display(description="value")
    def said(self, statement: Statement) -> str:
        return value_parsing.shown(statement.value)

    def get_readonly_fields(self, request: HttpRequest, obj: Statement | None = None) -> tuple:
        return ("id",) if obj else ()

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: list, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        now = form.instance.subject_id
        evidence.check({now, form.initial.get("subject", now)})

    def delete_model(self, request: HttpRequest, obj: Statement) -> None:
        super().delete_model(request, obj)
        evidence.check([obj.subject_id])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        subjects = list(queryset.values_list("subject", flat=True))
        super().delete_queryset(request, queryset)
        evidence.check(subjects)


@admin.register(Relation)
class RelationAdmin(SaysRefusals, Autocompletes, Sheets, ImportExportModelAdmin):
    form = RelationPageForm
    resource_classes = (RelationSheet,)
    list_display = ("id", "subject", "role", "object", "title_zh", "since", "until")
    list_filter = ("role",)
    list_select_related = ("subject", "object")
    list_per_page = 50
    search_fields = ("id", "title_zh", "title_en", "subject__name_zh", "object__name_zh")
    search_help_text = "Search by id, title, or Chinese name of either record."
    ordering = ("id",)

    def get_readonly_fields(self, request: HttpRequest, obj: Relation | None = None) -> tuple:
        return ("id",) if obj else ()
