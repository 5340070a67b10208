"""Sends files to the admin and fetches them, as the buttons of its pages do."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.admin.admin_client import address

XLSX, CSV, JSON = "0", "1", "2"
# What a new lab needs at least.
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
    return client.post(address(model, "import"), data)


def confirm(client, model, preview, **changes):
    """Send the form of the preview, as the button does."""
    form = {name: value or "" for name, value in preview.context["confirm_form"].initial.items()}
    return client.post(address(model, "process_import"), form | changes, follow=True)


def bring_in(client, model, content, kind=JSON):
    return confirm(client, model, upload(client, model, content, kind))


def everything(client, model, kind):
    """The form of an export of all columns."""
    fields = client.get(address(model, "export")).context["form"].fields
    columns = {name: "on" for name, field in fields.items() if field.initial is True}
    return columns | {"resource": "0", "format": kind}


def export(client, model, kind, **query):
    form = everything(client, model, kind)
    return client.post(address(model, "export"), form, query_params=query).content


def faults(response):
    """What the page of differences refuses: by row, then of the sheet, then of the file."""
    result = response.context.get("result")
    if result is None:
        return response.context["form"].errors.get("import_file", [])
    if result.has_errors():
        of_rows = [str(error.error) for _, errors in result.row_errors() for error in errors]
        return [str(error.error) for error in result.base_errors] + of_rows
    return {row.number: row.error_dict for row in result.invalid_rows}
