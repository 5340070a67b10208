"""Imports and exports files as the pages of the admin do."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.admin.admin_client import admin_url

XLSX, CSV, JSON = "0", "1", "2"
# The required columns of a new lab.
LAB = {
    "id": "new",
    "name_zh": "新實驗室",
    "name_en": "New laboratory",
    "name_en_basis": "translation",
    "kind": "joint-laboratory",
}


def upload(client, model, content, kind=JSON):
    if not isinstance(content, bytes | str):
        content = json.dumps(content)
    content = content if isinstance(content, bytes) else content.encode()
    data = {"import_file": SimpleUploadedFile("rows", content), "format": kind, "resource": "0"}
    return client.post(admin_url(model, "import"), data)


def confirm(client, model, preview, **changes):
    """Submit the form of the preview."""
    form = {name: value or "" for name, value in preview.context["confirm_form"].initial.items()}
    return client.post(admin_url(model, "process_import"), form | changes, follow=True)


def import_rows(client, model, content, kind=JSON):
    return confirm(client, model, upload(client, model, content, kind))


def export_form(client, model, kind):
    """The form of an export of all columns."""
    return filled_export_form(client.get(admin_url(model, "export")), kind)


def filled_export_form(page, kind):
    """The form on the page of an export, with all columns."""
    fields = page.context["form"].fields
    columns = {name: "on" for name, field in fields.items() if field.initial is True}
    return columns | {"resource": "0", "format": kind}


def export(client, model, kind, **query):
    form = export_form(client, model, kind)
    return client.post(admin_url(model, "export"), form, query_params=query).content


def import_errors(response):
    """The errors of a preview: of the file, of its columns, or `{row number: errors}`."""
    result = response.context.get("result")
    if result is None:
        return response.context["form"].errors.get("import_file", [])
    if result.has_errors():
        row_errors = [
            str(error.error) for _, form_errors in result.row_errors() for error in form_errors
        ]
        return [str(error.error) for error in result.base_errors] + row_errors
    return {row.number: row.error_dict for row in result.invalid_rows}
