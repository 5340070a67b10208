"""Whole lists to take away: CSV and JSON Lines as a stream, XLSX for a person who clicks.

A stream holds a few rows in memory, however long the list is: a cursor of the database walks it.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import chain, islice
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from rest_framework.renderers import BaseRenderer
from rest_framework.serializers import Serializer

from hkinno.api.renderers.columns import column_paths, replace_unprintable, row_cells
from hkinno.api.sparse_fields import EXPAND, SUMMARY_PARAMETERS

CHUNK_ROWS = 500  # rows that are fetched, and joined with what they refer to, at a time
BLOCK_SIZE = 64 * 1024  # characters or bytes that are sent at a time
MAX_WORKBOOK_ROWS = 10_000  # of a workbook, which is made whole before it is sent
MAX_CELL_LENGTH = 32_767  # characters, by the format


class ExportRenderer(BaseRenderer):
    """A format of whole lists: the view hands it the rows, and `answer` makes the file of them.

    `answer(rows, serializer, name)`: in the shape of the serializer, called by the name.
    """

    answer: Callable[[Iterable, Serializer, str], HttpResponseBase]
    charset = None
    schema = {"type": "string"}
    max_rows: int | None = None
    # A file of rows has none for what stands beside them; a format with keys of its own, none for
    # the choice of others.
    unsupported_parameters: tuple[str, ...] = SUMMARY_PARAMETERS

    def arranged(self, rows: QuerySet, view: Any) -> QuerySet:
        """The rows as the format wants them: as they were asked for."""
        return rows

    def attached(self, response: HttpResponseBase, name: str) -> HttpResponseBase:
        """The answer as a file with a name."""
        response["Content-Disposition"] = f'attachment; filename="hkinno-{name}.{self.format}"'
        return response


class JSONLinesRenderer(ExportRenderer):
    """One object a line, the same as in the results of the list: nothing is lost."""

    media_type = "application/jsonl"
    format = "jsonl"
    schema = {"type": "string", "description": "One JSON object a line."}

    def answer(self, rows: Iterable, serializer: Serializer, name: str) -> HttpResponseBase:
        lines = (orjson.dumps(serializer.to_representation(each)) + b"\n" for each in rows)
        response = StreamingHttpResponse(
            join_blocks(start_eagerly(lines), b""), content_type=self.media_type
        )
        return self.attached(response, name)


class EchoWriter:
    """What `csv` writes to: it hands the line on."""

    def write(self, line: str) -> str:
        return line


class CSVRenderer(ExportRenderer):
    """A table by RFC 4180 in UTF-8, safe to be opened in a spreadsheet."""

    media_type = "text/csv"
    format = "csv"
    schema = {"type": "string", "description": "A table; the first line names the columns."}

    # A table has the columns of records in brief.
    unsupported_parameters = (*ExportRenderer.unsupported_parameters, EXPAND)

    def answer(self, rows: Iterable, serializer: Serializer, name: str) -> HttpResponseBase:
        # All in quotes: a cell with a semicolon would be two where that parts columns.
        write = csv.writer(EchoWriter(), quoting=csv.QUOTE_ALL).writerow
        paths = column_paths(serializer)
        lines = (write(row_cells(serializer.to_representation(each), paths)) for each in rows)
        content = join_blocks(
            chain([write(".".join(path) for path in paths)], start_eagerly(lines)), ""
        )
        kind = f"{self.media_type}; charset=utf-8; header=present"
        return self.attached(StreamingHttpResponse(content, content_type=kind), name)


class XLSXRenderer(ExportRenderer):
    """A workbook of one sheet, the same table as CSV."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
    max_rows = MAX_WORKBOOK_ROWS
    unsupported_parameters = CSVRenderer.unsupported_parameters
    schema = {"type": "string", "format": "binary"}

    def answer(self, rows: Iterable, serializer: Serializer, name: str) -> HttpResponseBase:
        book = Workbook(write_only=True)
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        paths = column_paths(serializer)
        sheet.append([".".join(path) for path in paths])
        for each in rows:
            cells = row_cells(serializer.to_representation(each), paths)
            sheet.append([workbook_value(value) for value in cells])
        file = BytesIO()
        book.save(file)
        return self.attached(HttpResponse(file.getvalue(), self.media_type), name)


def workbook_value(value: str | float) -> str | float | None:
    """A cell as a workbook can hold it: no control characters, and an end of its length."""
    if not isinstance(value, str):
        return value
    text = replace_unprintable(value)
    return text if len(text) <= MAX_CELL_LENGTH else text[: MAX_CELL_LENGTH - 1] + "…"


def start_eagerly(pieces: Iterable) -> Iterator:
    """The same, with the first already made: what fails at once can still be said as an error."""
    pieces = iter(pieces)
    return chain(list(islice(pieces, 1)), pieces)


def join_blocks(pieces: Iterable[Any], nothing: Any) -> Iterator[Any]:
    """Texts or bytes joined to blocks worth sending."""
    block, size = [], 0
    for piece in pieces:
        block.append(piece)
        size += len(piece)
        if size >= BLOCK_SIZE:
            yield nothing.join(block)
            block, size = [], 0
    yield nothing.join(block)


def iterate_rows(rows: QuerySet | list) -> Iterator:
    """The rows of a query, a chunk in memory at a time; those of a list as they are."""
    return rows.iterator(chunk_size=CHUNK_ROWS) if isinstance(rows, QuerySet) else iter(rows)
