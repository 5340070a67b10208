"""The form in which a curator chooses the columns of an export."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from import_export.forms import SelectableFieldsExportForm


class ExportForm(SelectableFieldsExportForm):  # type: ignore[misc]  # untyped
    """Labels each column with the name of the field, and with its own in the file."""

    @staticmethod
    def _get_field_label(resource: Any, field_name: str) -> str:
        column = resource.fields[field_name].column_name
        try:
            field = resource._meta.model._meta.get_field(field_name)
        except FieldDoesNotExist:
            return str(column)
        return f"{capfirst(str(field.verbose_name))} ({column})"
