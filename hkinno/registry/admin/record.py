"""What the admin page of every record has, whatever its kind."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from import_export.admin import ImportExportModelAdmin

from hkinno.registry.admin import evidence
from hkinno.registry.admin.autocomplete import Autocompletes
from hkinno.registry.admin.db_errors import SaysRefusals
from hkinno.registry.admin.fields import OVERRIDES
from hkinno.registry.admin.forms import RecordForm
from hkinno.registry.admin.imports import Sheets
from hkinno.registry.admin.inlines import IncomingInline, RelationInline, StatementInline
from hkinno.registry.models import Record
from hkinno.registry.vocabularies.record_terms import NAMELESS, Status

NAMES = ("name_zh", "name_en", "name_en_basis")


class RecordAdmin(SaysRefusals, Autocompletes, Sheets, ImportExportModelAdmin):
    """Names, columns, relations and evidence on one page; import, export, publish, withdraw."""

    form = RecordForm
    formfield_overrides = OVERRIDES
    inlines = (StatementInline, RelationInline)
    list_display = ("id", "name_zh", "name_en", "stage", "status", "updated_at")
    list_filter = ("status", "stage")
    list_select_related = ()
    list_per_page = 50
    search_fields = ("id", "name_zh", "name_en", "aliases")
    search_help_text = "Search by id, name or alias."
    ordering = ("id",)
    actions = ("publish", "withdraw")
    readonly_fields = ("created_at", "updated_at", "version")
    save_on_top = True

    def get_readonly_fields(self, request: HttpRequest, obj: Record | None = None) -> tuple:
        return ("id", *self.readonly_fields) if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Record | None) -> tuple:
        return (*self.inlines, IncomingInline) if obj and self.inlines else self.inlines

    def get_fieldsets(self, request: HttpRequest, obj: Record | None = None) -> list[tuple]:
        own = [field.name for field in self.model._meta.local_fields if field.name != "record_ptr"]
        named = self.model.RESOURCE not in NAMELESS
        names = NAMES if named else ()
        further = ("aliases", "website", "external_ids") if named else ()
        sets = [
            (None, {"fields": ("id", *names, *own, "stage", "part_of", "place", "status")}),
            ("Summaries", {"fields": ("summary_zh", "summary_en")}),
            ("Topics", {"fields": ("topics", "focus"), "classes": ("collapse", "topics")}),
            ("Further", {"fields": (*further, "merged_into"), "classes": ("collapse",)}),
        ]
        kept = ("Kept by the database", {"fields": self.readonly_fields, "classes": ("collapse",)})
        return [*sets, kept] if obj else sets

    def save_model(self, request: HttpRequest, obj: Record, form: ModelForm, change: bool) -> None:
        # In every table: an id that somebody else took meanwhile is refused, and not taken over.
        obj.save(force_insert=not change and (Model,))

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: list, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        evidence.check([form.instance.pk, *self._spoken_of([form.instance.pk])])

    def _spoken_of(self, sources: list[str]) -> QuerySet:
        """The records that a change of these may leave bare: of sources, all that they support."""
        return Record.objects.filter(statements__source__in=sources).values_list("pk", flat=True)

    def get_deleted_objects(self, objs: QuerySet | list, request: HttpRequest) -> tuple:
        to_delete, count, perms_needed, protected = super().get_deleted_objects(objs, request)
        # A record goes with its child; its own page, where nothing can be deleted, has no say.
        perms_needed.discard(Record._meta.verbose_name)
        return to_delete, count, perms_needed, protected

    @admin.action(description="Publish: needs a statement", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        chosen = Record.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        bare = sorted(evidence.without(chosen).values_list("pk", flat=True))
        self._set_status(request, queryset.exclude(pk__in=bare), Status.PUBLISHED)
        if bare:
            said = f"Not published, as no published source says anything of {', '.join(bare)}."
            self.message_user(request, said, messages.WARNING)

    @admin.action(description="Withdraw: make them drafts", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._set_status(request, queryset, Status.DRAFT)

    def _set_status(self, request: HttpRequest, queryset: QuerySet, status: Status) -> None:
        changed = list(queryset.exclude(status=status))
        ids = [record.pk for record in changed]
        Record.objects.filter(pk__in=ids).update(status=status)
        evidence.check([*ids, *self._spoken_of(ids)])
        said = f"{status.label}: {len(changed)} {self.opts.verbose_name_plural}."
        LogEntry.objects.log_actions(
            request.user.pk, changed, CHANGE, f"{status.label}.", single_object=False
        )
        self.message_user(request, said)
