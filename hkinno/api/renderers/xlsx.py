"""Excel workbooks."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from openpyxl import Workbook

from hkinno.api.renderers.base import ExportRenderer, ExportView
from hkinno.api.renderers.columns import Cell, row_cells
from hkinno.api.renderers.csv import CSVRenderer

MAX_CELL_LENGTH = 32_767  # characters, by the format


class XLSXRenderer(ExportRenderer):
    """A workbook of one sheet, the same table as CSV."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
    max_rows = 10_000  # a workbook is completed in memory before it is sent
    unsupported_parameters = CSVRenderer.unsupported_parameters
    schema = {"type": "string", "format": "binary"}

    def build_response(self, rows: Iterable[Any], view: ExportView) -> HttpResponseBase:
        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet(view.basename)
        sheet.freeze_panes = "A2"
        columns = view.get_export_columns()
        sheet.append([column.name for column in columns])
        for row in view.represent_rows(rows):
            sheet.append([workbook_value(cell) for cell in row_cells(row, columns)])
        file = BytesIO()
        workbook.save(file)
        return self.as_attachment(HttpResponse(file.getvalue(), self.media_type), view)


def workbook_value(cell: Cell) -> Cell:
    """A cell, cut to the length that a workbook allows."""
    if not isinstance(cell, str) or len(cell) <= MAX_CELL_LENGTH:
        return cell
    return cell[: MAX_CELL_LENGTH - 1] + "…"
