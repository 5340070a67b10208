"""Import with a page of differences, and export, of any model of the registry."""

import tempfile
import time
from contextlib import suppress
from pathlib import Path

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.results import Result
from import_export.tmp_storages import TempFolderStorage

from hkinno.registry.admin.sheets import MOST_BYTES, GuardedCSV, GuardedXLSX, PlainJSON, SheetError

KEPT = 60 * 60  # seconds between a preview and its confirmation
SALT = "hkinno.registry.admin.imports"
GONE = "This preview is no longer there: choose the file again."


class Previews(TempFolderStorage):
    """Uploaded files between preview and confirmation; those never confirmed are cleared away."""

    PREFIX = "hkinno-import-"

    def save(self, data: bytes) -> None:
        folder = Path(tempfile.gettempdir())
        for left in folder.glob(f"{self.PREFIX}*"):
            # Another's file, or one that another process clears away at this moment.
            with suppress(OSError):
                if left.stat().st_mtime < time.time() - KEPT:
                    left.unlink()
        with tempfile.NamedTemporaryFile(prefix=self.PREFIX, delete=False) as file:
            file.write(data)
            self.name = file.name


class SheetForm(ImportForm):
    def clean_import_file(self) -> UploadedFile:
        if self.cleaned_data["import_file"].size > MOST_BYTES:
            raise ValidationError("This file is too big: import it in parts.")
        return self.cleaned_data["import_file"]


class ConfirmForm(ConfirmImportForm):
    """Says which file was previewed, signed: no other file of this machine can be named."""

    def clean(self) -> dict:
        try:
            data = signing.loads(self.data.get("import_file_name", ""), salt=SALT, max_age=KEPT)
        except signing.BadSignature as error:
            raise ValidationError(GONE) from error
        if not Path(tempfile.gettempdir(), data["import_file_name"]).is_file():
            raise ValidationError(GONE)
        return data


class Sheets:
    """An admin with import and export."""

    formats = import_formats = export_formats = (GuardedXLSX, GuardedCSV, PlainJSON)
    import_form_class = SheetForm
    confirm_form_class = ConfirmForm
    tmp_storage_class = Previews
    import_template_name = "registry/import.html"

    class Media:
        css = {"all": ("registry/admin.css",)}

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_import_data_kwargs(self, **kwargs) -> dict:
        return super().get_import_data_kwargs(**kwargs) | {"rollback_on_validation_errors": True}

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Form | None) -> dict:
        initial = super().get_confirm_form_initial(request, import_form)
        if initial:
            initial["import_file_name"] = Path(initial["import_file_name"]).name
            initial["import_file_name"] = signing.dumps(initial, salt=SALT)
        return initial

    def add_data_read_fail_error_to_form(self, form: Form, e: Exception) -> None:
        unread = "This file cannot be read: is it of the format that you chose, and in UTF-8?"
        form.add_error("import_file", str(e) if isinstance(e, SheetError) else unread)

    def process_import(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if request.method == "POST" and not self.create_confirm_form(request).is_valid():
            return self._again(request, GONE)
        return super().process_import(request, **kwargs)

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        if result.has_errors() or result.has_validation_errors():
            changed = "Nothing was imported: something changed since the preview."
            return self._again(request, f"{changed} Choose the file again to see what.")
        return super().process_result(result, request)

    def _again(self, request: HttpRequest, said: str) -> HttpResponse:
        messages.error(request, said)
        app_label, model_name = self.get_model_info()
        return HttpResponseRedirect(reverse(f"admin:{app_label}_{model_name}_import"))
