"""What the admin of every editable model of the registry has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from import_export.admin import ImportExportModelAdmin
from import_export.resources import modelresource_factory
from import_export.results import Result

from hkinno.registry.admin import file_formats, import_uploads
from hkinno.registry.admin.autocomplete import formfield_for_foreignkey
from hkinno.registry.admin.db_errors import SAVE_ERRORS, form_error
from hkinno.registry.admin.form_fields import FORMFIELD_OVERRIDES
from hkinno.registry.admin.forms import RegistryForm
from hkinno.registry.admin.resources import RegistryResource


class RegistryAdmin(ImportExportModelAdmin):
    """Reports database errors on the page, and offers autocompletes, import and export.

    Deferred constraints are checked at once, while there is still a page that can show an error.
    """

    formfield_overrides = FORMFIELD_OVERRIDES
    list_per_page = 50
    ordering = ("id",)
    formats = import_formats = export_formats = file_formats.FORMATS
    import_form_class = import_uploads.UploadForm
    confirm_form_class = import_uploads.ConfirmForm
    tmp_storage_class = import_uploads.PreviewStorage
    import_template_name = "registry/import.html"
    export_template_name = "registry/export.html"
    formfield_for_foreignkey = formfield_for_foreignkey

    class Media:
        css = {"all": ("registry/admin.css",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return ("id", *self.readonly_fields) if obj else ()

    # Saving and deleting

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[RegistryForm]:
        form = super().get_form(request, *args, **kwargs)
        form.save_error = getattr(request, "save_error", None)
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return _call_atomic(super().changeform_view, request, *args, **kwargs)
        except SAVE_ERRORS as error:
            # Show the submitted form again, to which `get_form` gives the error.
            request.save_error = form_error(error)  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _call_or_redirect(super().delete_view, request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().changelist_view(request, *args, **kwargs)
        return _call_or_redirect(super().changelist_view, request, *args, **kwargs)

    # Import and export

    def get_resource_classes(self, request: HttpRequest) -> Any:
        return self.resource_classes or [modelresource_factory(self.model, RegistryResource)]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_import_data_kwargs(**kwargs) | {"rollback_on_validation_errors": True}

    def get_confirm_form_initial(self, request: HttpRequest, *args: Any) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, *args)
        return import_uploads.signed_initial(initial) if initial else initial

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        unreadable = "The file cannot be read. Is it UTF-8, and in the format that you selected?"
        is_explained = isinstance(e, file_formats.FileFormatError)
        form.add_error("import_file", str(e) if is_explained else unreadable)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not self.create_confirm_form(request).is_valid():
            return self._redirect_to_import(request, import_uploads.EXPIRED)
        return super().process_import(request, **kwargs)

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        if result.has_errors() or result.has_validation_errors():
            return self._redirect_to_import(request, import_uploads.OUTDATED)
        return super().process_result(result, request)

    def _redirect_to_import(self, request: HttpRequest, message: str) -> HttpResponse:
        messages.error(request, message)
        app_label, model_name = self.get_model_info()
        return HttpResponseRedirect(reverse(f"admin:{app_label}_{model_name}_import"))


View = Callable[..., HttpResponse]


def _call_atomic(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    with transaction.atomic():
        response = view(request, *args, **kwargs)
        connection.check_constraints()
        return response


def _call_or_redirect(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The response of the view; if it cannot save, a redirect to the same page with a message."""
    try:
        return _call_atomic(view, request, *args, **kwargs)
    except SAVE_ERRORS as error:
        messages.error(request, form_error(error).message)
        return HttpResponseRedirect(request.get_full_path())
