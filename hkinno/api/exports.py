"""Whole lists to take away: CSV and JSON Lines as a stream, XLSX for a person who clicks.

A stream holds a few rows in memory, however long the list is: a cursor of the database walks it.
"""

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain, islice
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from hkinno.api.cells import columns, row
from hkinno.api.faults import Fault
from hkinno.api.negotiation import FORMAT
from hkinno.api.problems import invalid
from hkinno.api.renderers import JSONRenderer

CHUNK = 500  # rows that are fetched, and joined with what they refer to, at a time
BLOCK = 64 * 1024  # characters or bytes that are sent at a time
MOST_ROWS = 10_000  # of a workbook, which is made whole before it is sent
LONGEST_CELL = 32_767  # characters, by the format
# Their answers stand beside the rows, and a file of rows has no place for them.
BESIDE_ROWS = ("facets", "aggregate")


class Export(BaseRenderer):
    """A format of whole lists: the view hands it the rows, and it makes the answer."""

    charset = None
    schema = {"type": "string"}
    most_rows: int | None = None

    def answer(self, rows: Iterable, serializer: Serializer, name: str) -> HttpResponseBase:
        """The file with `rows` in the shape of `serializer`, called by `name`."""
        raise NotImplementedError

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
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def too_long(most: int) -> Fault:
    """What to say of a list that is too long for a format."""
    detail = _("A workbook has at most %(most)s rows. Narrow the list, or take csv or jsonl.")
    return Fault("too-many-rows", detail % {"most": most}, FORMAT)


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


class ExportedList:
    """Mixed into a viewset: its list in the formats of whole lists, with the same parameters.

    `page` and its like still ask for one page; the header `Link` leads to the next.
    """

    formats_of_list: tuple[type[BaseRenderer], ...] = (JSONRenderer, JSONLines, CSV, XLSX)
    formats_of_one: tuple[type[BaseRenderer], ...] = (JSONRenderer,)

    def get_renderers(self) -> list[BaseRenderer]:
        is_list = getattr(self, "action", None) == "list"
        return [kind() for kind in (self.formats_of_list if is_list else self.formats_of_one)]

    def list(self, request: Request, *args, **kwargs) -> HttpResponseBase:
        renderer = request.accepted_renderer
        if not isinstance(renderer, Export):
            return super().list(request, *args, **kwargs)
        refuse_beside_rows(request, renderer.format)
        rows = self.filter_queryset(self.get_queryset())
        paging = self.paginator.get_schema_operation_parameters(self)
        if any(each["name"] in request.query_params for each in paging):
            return self.one_page(rows, renderer)
        if renderer.most_rows and rows.count() > renderer.most_rows:
            raise invalid([too_long(renderer.most_rows)])
        return renderer.answer(stream(rows), self.get_serializer(), self.basename)

    def one_page(self, rows: QuerySet, renderer: Export) -> HttpResponseBase:
        """The page that is asked for, and the way to the next."""
        page = self.paginate_queryset(rows)
        following = self.get_paginated_response([]).data["next"]
        response = renderer.answer(page, self.get_serializer(), self.basename)
        if following:
            response["Link"] = f'<{following}>; rel="next"'
        return response


def stream(rows: QuerySet) -> Iterator:
    """The rows of a query, a chunk in memory at a time."""
    return rows.iterator(chunk_size=CHUNK)


def refuse_beside_rows(request: Request, format: str) -> None:
    """Refuse parameters whose answer would be lost in a file of rows."""
    detail = _("“%(parameter)s” has no place in %(format)s; ask for json.")
    lost = [name for name in BESIDE_ROWS if name in request.query_params]
    if lost:
        raise invalid(
            [
                Fault("not-with-format", detail % {"parameter": name, "format": format}, name)
                for name in lost
            ]
        )
