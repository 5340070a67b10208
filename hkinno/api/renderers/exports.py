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

from hkinno.api.renderers.columns import columns, printable, row
from hkinno.api.sparse_fields import BESIDE_ROWS, EXPAND

CHUNK = 500  # rows that are fetched, and joined with what they refer to, at a time
BLOCK = 64 * 1024  # characters or bytes that are sent at a time
MOST_ROWS = 10_000  # of a workbook, which is made whole before it is sent
LONGEST_CELL = 32_767  # characters, by the format


class Export(BaseRenderer):
    """A format of whole lists: the view hands it the rows, and `answer` makes the file of them.

    `answer(rows, serializer, name)`: in the shape of the serializer, called by the name.
    """

    answer: Callable[[Iterable, Serializer, str], HttpResponseBase]
    charset = None
    schema = {"type": "string"}
    most_rows: int | None = None
    # A file of rows has none for what stands beside them; a format with keys of its own, none for
    # the choice of others.
    has_no_place_for: tuple[str, ...] = BESIDE_ROWS

    def arranged(self, rows: QuerySet, view: Any) -> QuerySet:
        """The rows as the format wants them: as they were asked for."""
        return rows

    def attached(self, response: HttpResponseBase, name: str) -> HttpResponseBase:
        """The answer as a file with a name."""
        response["Content-Disposition"] = f'attachment; filename="hkinno-{name}.{self.format}"'
        return response


class JSONLines(Export):
    """One object a line, the same as in the results of the list: nothing is lost."""

    media_type = "application/jsonl"
    format = "jsonl"
    schema = {"type": "string", "description": "One JSON object a line."}

    def answer(self, rows: Iterable, serializer: Serializer, name: str) -> HttpResponseBase:
        lines = (orjson.dumps(serializer.to_representation(each)) + b"\n" for each in rows)
        response = StreamingHttpResponse(blocks(begun(lines), b""), content_type=self.media_type)
        return self.attached(response, name)


class Line:
    """What `csv` writes to: it hands the line on."""

    def write(self, line: str) -> str:
        return line


class CSV(Export):
    """A table by RFC 4180 in UTF-8, safe to be opened in a spreadsheet."""

    media_type = "text/csv"
    format = "csv"
    schema = {"type": "string", "description": "A table; the first line names the columns."}

    # A table has the columns of records in brief.
    has_no_place_for = (*Export.has_no_place_for, EXPAND)

    def answer(self, rows: Iterable, serializer: Serializer, name: str) -> HttpResponseBase:
        # All in quotes: a cell with a semicolon would be two where that parts columns.
        write = csv.writer(Line(), quoting=csv.QUOTE_ALL).writerow
        paths = columns(serializer)
        lines = (write(row(serializer.to_representation(each), paths)) for each in rows)
        content = blocks(chain([write(".".join(path) for path in paths)], begun(lines)), "")
        kind = f"{self.media_type}; charset=utf-8; header=present"
        return self.attached(StreamingHttpResponse(content, content_type=kind), name)


class XLSX(Export):
    """A workbook of one sheet, the same table as CSV."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
    most_rows = MOST_ROWS
    has_no_place_for = CSV.has_no_place_for
    schema = {"type": "string", "format": "binary"}

    def answer(self, rows: Iterable, serializer: Serializer, name: str) -> HttpResponseBase:
        book = Workbook(write_only=True)
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        paths = columns(serializer)
        sheet.append([".".join(path) for path in paths])
        for each in rows:
            cells = row(serializer.to_representation(each), paths)
            sheet.append([fitting(value) for value in cells])
        file = BytesIO()
        book.save(file)
        return self.attached(HttpResponse(file.getvalue(), self.media_type), name)


def fitting(value: str | float) -> str | float | None:
    """A cell as a workbook can hold it: no control characters, and an end of its length."""
    if not isinstance(value, str):
        return value
    text = printable(value)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def begun(pieces: Iterable) -> Iterator:
    """The same, with the first already made: what fails at once can still be said as an error."""
    pieces = iter(pieces)
    return chain(list(islice(pieces, 1)), pieces)


def blocks(pieces: Iterable[Any], nothing: Any) -> Iterator[Any]:
    """Texts or bytes joined to blocks worth sending."""
    block, size = [], 0
    for piece in pieces:
        block.append(piece)
        size += len(piece)
        if size >= BLOCK:
            yield nothing.join(block)
            block, size = [], 0
    yield nothing.join(block)


def stream(rows: QuerySet | list) -> Iterator:
    """The rows of a query, a chunk in memory at a time; those of a list as they are."""
    return rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else iter(rows)
