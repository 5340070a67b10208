"""What the admin of every editable model of the registry has."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from import_export.admin import ImportExportModelAdmin
from import_export.resources import modelresource_factory
from import_export.results import Result
from tablib import Dataset

from hkinno.api.errors.error_page import RETRY_AFTER_SECONDS
from hkinno.registry.admin import history_views
from hkinno.registry.admin.concurrency.conflicts import detect_conflict, save_or_redirect
from hkinno.registry.admin.concurrency.versions import (
    LAST_CHANGE,
    LockTimeoutError,
    OutdatedError,
    VersionedActionForm,
    check_unchanged,
    saving,
    submitted_change,
)
from hkinno.registry.admin.db_errors import SAVE_ERRORS, form_error
from hkinno.registry.admin.forms.autocomplete import formfield_for_foreignkey
from hkinno.registry.admin.forms.fields import FORMFIELD_OVERRIDES
from hkinno.registry.admin.forms.model_forms import RegistryForm
from hkinno.registry.admin.imports import file_formats, limits, uploads
from hkinno.registry.admin.imports.export_form import ExportForm
from hkinno.registry.admin.imports.resources import RegistryResource
from hkinno.registry.admin.search import SearchMixin
from hkinno.registry.history import last_change


class RegistryAdmin(SearchMixin, ImportExportModelAdmin):
    """Refuses to save over changes that a page does not show, reports database errors on the page,
    and offers autocompletes, import and export.
    """

    formfield_overrides = FORMFIELD_OVERRIDES
    list_per_page = 50
    ordering = ("id",)
    formats = import_formats = export_formats = file_formats.FORMATS
    confirm_form_class = uploads.ConfirmForm
    export_form_class = ExportForm
    tmp_storage_class = uploads.PreviewStorage
    import_template_name = "registry/import.html"
    export_template_name = "registry/export.html"
    change_form_template = "registry/change_form.html"
    delete_confirmation_template = "registry/delete_confirmation.html"
    delete_selected_confirmation_template = "registry/delete_selected_confirmation.html"
    action_form = VersionedActionForm
    formfield_for_foreignkey = formfield_for_foreignkey

    class Media:
        css = {"all": ("registry/admin.css",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ("id", *self.readonly_fields) if obj else ()

    # Saving and deleting

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[RegistryForm]:
        form = super().get_form(request, *args, **kwargs)
        form.save_error = getattr(request, "save_error", None)
        if shown := kwargs.get("fields"):
            # Declared fields are in every form; one that is not on the page would clear its column.
            form.base_fields = {
                name: form.base_fields[name] for name in form.base_fields if name in shown
            }
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = (extra_context or {}) | {LAST_CHANGE: last_change()}
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, context)
        try:
            with saving(request):
                response = object_id and detect_conflict(self, request, object_id)
                return response or self._save(request, object_id, form_url, context)
        except SAVE_ERRORS as error:
            # Show the submitted form again, to which `get_form` gives the error.
            request.save_error = form_error(error)  # type: ignore[attr-defined]
            response = self._save(request, object_id, form_url, context)
            if isinstance(error, LockTimeoutError):
                response.status_code, response["Retry-After"] = 503, RETRY_AFTER_SECONDS
            return response

    def _save(
        self, request: HttpRequest, object_id: str | None, form_url: str, context: dict[str, Any]
    ) -> HttpResponse:
        conflict = getattr(request, "conflict", None)
        shown = last_change() if conflict else request.POST.get(LAST_CHANGE, "")
        context |= {LAST_CHANGE: shown, "conflict": conflict}
        response = super().changeform_view(request, object_id, form_url, context)
        response.status_code = 409 if conflict else response.status_code
        return response

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = (extra_context or {}) | {LAST_CHANGE: last_change()}
        return save_or_redirect(super().delete_view, request, object_id, context)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        check_unchanged(self.model, [obj.pk], submitted_change(request))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        ids = queryset.values_list("pk", flat=True)
        check_unchanged(self.model, ids, submitted_change(request))
        super().delete_queryset(request, queryset)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        shown = {LAST_CHANGE: last_change()}
        response = save_or_redirect(super().changelist_view, request, extra_context)
        if isinstance(response, TemplateResponse):  # perhaps the confirmation of a deletion
            response.context_data = shown | (response.context_data or {})
        return response

    # History

    def get_urls(self) -> list[Any]:
        name = "{}_{}_revert".format(*self.get_model_info())
        view = self.admin_site.admin_view(self.revert_view)
        return [
            path("<path:object_id>/history/<int:number>/revert/", view, name=name),
            *super().get_urls(),
        ]

    def history_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        return history_views.history_view(self, request, object_id)

    def revert_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        return history_views.revert_view(self, request, object_id, number)

    # Import and export

    def get_resource_classes(self, request: HttpRequest) -> Any:
        return self.resource_classes or [modelresource_factory(self.model, RegistryResource)]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def export_action(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().export_action(request)
        except IncorrectLookupParameters as error:
            raise BadRequest(str(error)) from error

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_import_data_kwargs(**kwargs) | {"rollback_on_validation_errors": True}

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        request.shown_change = last_change()  # type: ignore[attr-defined]
        return super().import_action(request, **kwargs)

    def get_confirm_form_initial(self, request: HttpRequest, *args: Any) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, *args)
        if not initial:
            return initial
        shown = {LAST_CHANGE: request.shown_change}  # type: ignore[attr-defined]
        return uploads.signed_initial(initial | shown)

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        unreadable = _("The file cannot be read. Is it UTF-8, and in the format that you selected?")
        is_explained = isinstance(e, limits.FileFormatError)
        form.add_error("import_file", str(e) if is_explained else unreadable)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not self.create_confirm_form(request).is_valid():
            return self._redirect_to_import(request, str(uploads.EXPIRED))
        try:
            with saving(request):
                return super().process_import(request, **kwargs)
        except OutdatedError as error:
            return self._redirect_to_import(request, str(error))

    def process_dataset(
        self, dataset: Dataset, form: forms.Form, request: HttpRequest, **kwargs: Any
    ) -> Result:
        check_unchanged(self.model, dataset["id"], form.cleaned_data[LAST_CHANGE])
        return super().process_dataset(dataset, form, request, **kwargs)

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        if result.has_errors() or result.has_validation_errors():
            for message in uploads.describe_errors(result):
                messages.error(request, message)
            return self._redirect_to_import(request, str(uploads.OUTDATED))
        return super().process_result(result, request)

    def _create_log_entry(
        self, user_pk: int, rows: list[Model], import_type: str, action_flag: int
    ) -> None:
        # The library writes a sentence in the language of whoever imports.
        fields = {"fields": [gettext_noop("columns of an imported file")]}
        change = {"added": {}} if action_flag == ADDITION else {"changed": fields}
        LogEntry.objects.log_actions(user_pk, rows, action_flag, [change])

    def _redirect_to_import(self, request: HttpRequest, message: str) -> HttpResponse:
        messages.error(request, message)
        app_label, model_name = self.get_model_info()
        return HttpResponseRedirect(reverse(f"admin:{app_label}_{model_name}_import"))
