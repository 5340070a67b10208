"""File formats of imports and exports: CSV and XLSX for spreadsheets, JSON for programs.

Every cell is read as text, so that a row means the same in each format. In the two spreadsheet
formats a cell that a program could run as a formula is exported with a leading quote, which an
import removes.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from import_export.formats.base_formats import CSV, JSON, XLSX
from openpyxl.cell.read_only import EmptyCell
from tablib import Dataset

from hkinno.api.parsers.json import BOM
from hkinno.api.renderers.cells import escape_formula, unescape_formula
from hkinno.registry.admin.forms.value_parsing import format_json, parse_json
from hkinno.registry.admin.imports.limits import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT_LENGTH,
    FileFormatError,
    check_archive,
    check_json,
    check_row,
)

MAX_CELL_LENGTH = 32_767  # Excel's limit; openpyxl silently truncates longer text


def cell_text(cell: Any) -> str:
    """The text of a cell of a spreadsheet or of a JSON value."""
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell == datetime.combine(cell, datetime.min.time()):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool | dict | list):
        return format_json(cell)
    return str(cell)


def build_dataset(
    headers: Iterable[Any],
    rows: Iterable[tuple[int, Sequence[Any]]],
    read: Callable[[Any], str] = cell_text,
) -> Dataset:
    """The cells as text, without empty rows; None for those missing at the end of a row.

    `rows` are pairs of a line number and the cells. Raises FileFormatError if there are too many
    rows or columns, or cells without a header.
    """
    headers = list(headers)
    check_row(0, headers)
    names = [cell_text(header).strip() for header in headers]
    while names and not names[-1]:
        names.pop()
    dataset = Dataset(headers=names)
    for number, (line, row) in enumerate(rows, 1):
        check_row(number, row)
        cells = [read(cell) for cell in row]
        if any(cells[len(names) :]):
            raise FileFormatError(
                _("Line %(line)s has %(cells)s cells, but there are only %(columns)s columns.")
                % {"line": line, "cells": len(cells), "columns": len(names)}
            )
        if any(cells):
            missing = ["" if name == "id" else None for name in names[len(cells) :]]
            dataset.append([*cells[: len(names)], *missing])
    return dataset


def spreadsheet_text(cell: Any) -> str:
    """The text of a cell without the quote that `escape_formula` adds."""
    return unescape_formula(cell_text(cell))


def displayed_value(cell: Any) -> Any:
    """The value of a cell of a workbook; of a date that shows no day, only its month or year.

    Excel stores the first day when somebody types `May 2017` or `2017-05`.
    """
    if not isinstance(cell.value, date):
        return cell.value
    form = re.sub(r'"[^"]*"|\\.|\[[^]]*\]|;.*', "", cell.number_format.lower())
    if set("dhs") & set(form) or not set("my") & set(form):
        return cell.value
    return f"{cell.value:%Y-%m}" if "m" in form else f"{cell.value:%Y}"


def _map_cells(function: Callable[[str], str], rows: Dataset) -> Dataset:
    return Dataset(*([function(cell) for cell in row] for row in rows), headers=rows.headers)


class EscapedCSV(CSV):
    def export_data(self, rows: Dataset, **kwargs: Any) -> str:
        return BOM + super().export_data(_map_cells(escape_formula, rows), **kwargs)

    def create_dataset(self, in_stream: str, **kwargs: Any) -> Dataset:
        # Row by row: tablib would read the whole file before anything is counted. The limit is
        # that of the process, which other libraries change.
        csv.field_size_limit(MAX_TEXT_LENGTH)
        reader = csv.reader(StringIO(in_stream.removeprefix(BOM), newline=""))
        try:
            headers = next(reader, [])
            rows = ((reader.line_num, row) for row in reader)
            return build_dataset(headers, rows, spreadsheet_text)
        except csv.Error as error:
            raise FileFormatError(
                _("Line %(line)s: %(problem)s.") % {"line": reader.line_num, "problem": error}
            ) from error


class StrictJSON(JSON):
    def create_dataset(self, in_stream: str, **kwargs: Any) -> Dataset:
        check_json(in_stream)
        try:
            rows = parse_json(in_stream.removeprefix(BOM))
        except ValueError as error:
            raise FileFormatError(str(error)) from error
        if not (isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)):
            raise FileFormatError(_("The file must be a JSON list with one object for each row."))
        headers = list(rows[0])
        for number, row in enumerate(rows, 1):
            if set(row) != set(headers):
                raise FileFormatError(
                    _("Row %(number)s has different keys from row 1.") % {"number": number}
                )
        cells = ([row[name] for name in headers] for row in rows)
        return build_dataset(headers, enumerate(cells, 1))


class EscapedXLSX(XLSX):
    def export_data(self, rows: Dataset, **kwargs: Any) -> bytes:
        if any(len(cell) >= MAX_CELL_LENGTH for row in rows for cell in row):
            raise ValueError(
                _("A text is too long for an Excel cell. Export as CSV or JSON instead.")
            )
        return super().export_data(_map_cells(escape_formula, rows), **kwargs)

    def create_dataset(self, in_stream: bytes) -> Dataset:
        check_archive(in_stream)
        sheet = openpyxl.load_workbook(BytesIO(in_stream), read_only=True, data_only=True).active
        # One column and one row more than are allowed, so that they are seen.
        rows = sheet.iter_rows(max_col=MAX_COLUMNS + 1, max_row=MAX_ROWS + 2)
        lines = enumerate(map(_stored_values, rows), 1)
        _, headers = next(lines, (1, []))
        return build_dataset(headers, lines, spreadsheet_text)


def _stored_values(row: Iterable[Any]) -> list[Any]:
    cells = list(row)
    while cells and isinstance(cells[-1], EmptyCell):  # not in the file, unlike a cleared cell
        cells.pop()
    return [displayed_value(cell) for cell in cells]


FORMATS = (EscapedXLSX, EscapedCSV, StrictJSON)
