"""CSV."""

import csv
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.http import HttpResponseBase

from hkinno.api.query_params import flag_parameter, read_flag
from hkinno.api.renderers.base import ExportRenderer, ExportView, start_eagerly, stream_response
from hkinno.api.renderers.cells import format_cell
from hkinno.api.sparse_fields import EXPAND

BOM_PARAMETER = "bom"
BOM = "\ufeff".encode()


class Echo:
    """A file for `csv.writer` that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


class CSVRenderer(ExportRenderer):
    """A table by RFC 4180 in UTF-8, safe to open in a spreadsheet."""

    media_type = "text/csv"
    format = "csv"
    schema = {"type": "string", "description": "A table; the first line names the columns."}
    # The columns are those of unexpanded rows.
    unsupported_parameters = (*ExportRenderer.unsupported_parameters, EXPAND)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        text = "Start a CSV file with a byte order mark, by which Excel recognises UTF-8."
        return [flag_parameter(BOM_PARAMETER, text)]

    def build_response(self, rows: Iterable[Any], view: ExportView) -> HttpResponseBase:
        # Everything is quoted: spreadsheets in some locales split at semicolons.
        write: Any = csv.writer(Echo(), quoting=csv.QUOTE_ALL).writerow
        columns = view.get_export_columns()
        table = chain(
            [[column.name for column in columns]],
            (
                [format_cell(column.read(row)) for column in columns]
                for row in start_eagerly(view.get_file_rows(rows))
            ),
        )
        content_type = f"{self.media_type}; charset=utf-8; header=present"
        lines = (write(cells).encode() for cells in table)
        start = [BOM] if read_flag(view.request, BOM_PARAMETER) else []
        return self.as_attachment(stream_response(chain(start, lines), content_type), view)
