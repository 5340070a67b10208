"""The admin of every kind of record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import model_ngettext
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from hkinno.registry.admin.concurrency.versions import check_unchanged, submitted_change
from hkinno.registry.admin.erasure import erase
from hkinno.registry.admin.evidence_validation import (
    check_columns,
    check_evidence,
    contradictions,
    describe,
    follow_statements,
    without_evidence,
)
from hkinno.registry.admin.field_evidence import show_evidence
from hkinno.registry.admin.forms.model_forms import NAME_FIELDS, RecordForm
from hkinno.registry.admin.inlines import IncomingRelationInline, RelationInline, StatementInline
from hkinno.registry.admin.registry_admin import RegistryAdmin
from hkinno.registry.evidence_differences import Difference
from hkinno.registry.models import Record
from hkinno.registry.vocabularies.bilingual_choices import in_language
from hkinno.registry.vocabularies.record_choices import Status

# The last columns of every list.
STATUS_COLUMNS = ("stage", "status", "updated_at")


# What the log says of the actions, in the language of whoever reads it.
STATUS_CHANGES = {
    Status.PUBLISHED: gettext_noop("Status: Published"),
    Status.WITHDRAWN: gettext_noop("Status: Withdrawn"),
}


def show_changes(request: HttpRequest, changes: list[str]) -> None:
    """Show which columns were changed so that they follow from the statements."""
    for change in changes:
        messages.info(
            request, _("Changed to what the statements say: %(change)s.") % {"change": change}
        )


class RecordAdmin(RegistryAdmin):
    """A record with its evidence on one page; import, export, publish and withdraw in its list."""

    form = RecordForm
    inlines: tuple[Any, ...] = (StatementInline, RelationInline)
    list_display: tuple[str, ...] = ("id", "name_zh", "name_en", *STATUS_COLUMNS)
    list_filter: tuple[Any, ...] = ("status", "stage")
    list_select_related: tuple[str, ...] = ()
    search_fields: tuple[str, ...] = ("id", "name_zh", "name_en", "aliases")
    search_help_text = _("Search by id, name, alias or host.")
    actions = ("publish", "withdraw", erase)
    readonly_fields = ("created_at", "updated_at", "version")
    save_on_top = True
    change_form_template = "registry/record_change_form.html"

    def get_inlines(self, request: HttpRequest, obj: Record | None) -> tuple[Any, ...]:
        return (*self.inlines, IncomingRelationInline) if obj and self.inlines else self.inlines

    def get_fieldsets(self, request: HttpRequest, obj: Record | None = None) -> list[Any]:
        own = [field.name for field in self.model._meta.local_fields if field.name != "record_ptr"]
        has_names = self.model.HAS_NAMES
        names = NAME_FIELDS if has_names else ()
        details = ("aliases", "website", "external_ids") if has_names else ()
        fieldsets = [
            (None, {"fields": ("id", *names, *own, "stage", "part_of", "place", "status")}),
            (_("Summaries"), {"fields": ("summary_zh", "summary_en")}),
            (_("Topics"), {"fields": ("topics", "focus"), "classes": ("collapse", "topics")}),
            (_("More details"), {"fields": (*details, "merged_into"), "classes": ("collapse",)}),
        ]
        if obj:
            history = {"fields": self.readonly_fields, "classes": ("collapse",)}
            fieldsets.append((_("Version and timestamps"), history))
        return fieldsets

    def get_form(
        self, request: HttpRequest, obj: Record | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, *args, **kwargs)
        if obj:
            show_evidence(form, obj)
        return form

    def save_model(
        self, request: HttpRequest, obj: Record, form: ModelForm[Any], change: bool
    ) -> None:
        # For every parent table, so that an id which somebody else has just added is an error and
        # that record is not overwritten.
        obj.save(force_insert=False if change else (Model,))

    def save_related(self, request: HttpRequest, form: ModelForm[Any], *args: Any) -> None:
        super().save_related(request, form, *args)
        supported = list(self._supported_by([form.instance.pk]))
        check_evidence([form.instance.pk, *supported])

        def was_left_alone(difference: Difference) -> bool:
            """Whether the curator neither entered the value nor publishes it now."""
            is_empty = not any(difference.published.values())
            entered = {*form.changed_data}
            is_published_now = "status" in entered and not is_empty
            return not is_published_now and entered.isdisjoint(difference.expected)

        changes = follow_statements([form.instance.pk], was_left_alone)
        check_columns([form.instance.pk])
        show_changes(request, changes + follow_statements(supported))

    def _supported_by(self, ids: Iterable[str]) -> QuerySet[Any, str]:
        """Ids of the records that rest on these, if these are sources."""
        return Record.objects.filter(statements__source__in=ids).values_list("pk", flat=True)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        to_delete, count, perms_needed, protected = super().get_deleted_objects(objs, request)
        # The parent row goes with its child, although RecordLookupAdmin allows no deletion.
        perms_needed.discard(Record._meta.verbose_name)
        return to_delete, count, perms_needed, protected

    @admin.action(description=_("Publish (needs a statement)"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        selected = Record.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        missing = sorted(without_evidence(selected).values_list("pk", flat=True))
        contradicting = {
            difference.record.pk: describe(difference) for difference in contradictions(selected)
        }
        publishable = queryset.exclude(pk__in=[*missing, *contradicting])
        self._set_status(request, publishable, Status.PUBLISHED)
        for message in contradicting.values():
            self.message_user(
                request, _("Not published: %(problem)s") % {"problem": message}, messages.WARNING
            )
        if missing:
            message = _("Not published, for want of a published source: %(records)s.") % {
                "records": ", ".join(missing)
            }
            self.message_user(request, message, messages.WARNING)

    @admin.action(description=_("Withdraw (its address answers 410 Gone)"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._set_status(request, queryset.filter(status=Status.PUBLISHED), Status.WITHDRAWN)

    def _set_status(self, request: HttpRequest, queryset: QuerySet[Any], status: Status) -> None:
        changed = list(queryset.exclude(status=status))
        ids = [record.pk for record in changed]
        check_unchanged(self.model, ids, submitted_change(request))
        Record.objects.filter(pk__in=ids).update(status=status)
        supported = list(self._supported_by(ids))
        check_evidence([*ids, *supported])
        show_changes(request, follow_statements(supported))
        user: Any = request.user
        LogEntry.objects.log_actions(
            user.pk, changed, CHANGE, [{"changed": {"fields": [STATUS_CHANGES[status]]}}]
        )
        message = _("%(status)s: %(count)s %(kind)s.") % {
            "status": in_language(status.label_zh, status.label),
            "count": len(changed),
            "kind": model_ngettext(self.model, len(changed)),
        }
        self.message_user(request, message)
