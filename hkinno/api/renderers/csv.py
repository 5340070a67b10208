"""CSV."""

import csv
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.http import HttpResponseBase

from hkinno.api.renderers.base import ExportRenderer, ExportView, start_eagerly, stream_response
from hkinno.api.renderers.columns import row_cells
from hkinno.api.sparse_fields import EXPAND


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

    def build_response(self, rows: Iterable[Any], view: ExportView) -> HttpResponseBase:
        # Everything is quoted: spreadsheets in some locales split at semicolons.
        write: Any = csv.writer(Echo(), quoting=csv.QUOTE_ALL).writerow
        columns = view.get_export_columns()
        table = chain(
            [[column.name for column in columns]],
            (row_cells(row, columns) for row in start_eagerly(view.represent_rows(rows))),
        )
        content_type = f"{self.media_type}; charset=utf-8; header=present"
        lines = (write(cells).encode() for cells in table)
        return self.as_attachment(stream_response(lines, content_type), view)
