"""Files of rows: CSV and XLSX for spreadsheets, JSON for programs.

All are read into texts, so that a row means the same in each. In a spreadsheet no cell is taken for
a formula: one that could be has a quote before it, which reading takes away again.
"""

import json
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO

import openpyxl
from import_export.formats.base_formats import CSV, JSON, XLSX
from tablib import Dataset

from hkinno.registry.admin import value_parsing

MOST_ROWS = 2_000
MOST_COLUMNS = 100
MOST_BYTES = 50 * 1024 * 1024
MOST_MEMBERS = 1_000
HIGHEST_RATIO = 100
LONGEST_CELL = 32_767  # of Excel; openpyxl would cut the rest off and say nothing
MARK = "\ufeff"  # by which Excel knows UTF-8
# What a spreadsheet may run: after blanks, a sign of a formula, full-width ones too.
FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@\u2212\uff1d\uff0b\uff0d\uff20])")
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


class SheetError(ValueError):
    """A file that cannot be read, and why."""


def guarded(cell: str) -> str:
    """A text that no spreadsheet runs; `unguarded` gives it back."""
    return f"'{cell}" if _could_run(cell) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _could_run(cell) else cell


def _could_run(cell: str) -> bool:
    return bool(FORMULA.match(cell)) and not NUMBER.fullmatch(cell)


def text_of(cell: object) -> str:
    """What a cell or a JSON value says, as text."""
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell == datetime.combine(cell, datetime.min.time()):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool | dict | list):
        return json.dumps(cell, ensure_ascii=False)
    return str(cell)


def dataset(headers: Iterable[object], rows: Iterable[Iterable[object]]) -> Dataset:
    """Rows under their headers; empty rows are left out. Raises SheetError."""
    names = [text_of(header).strip() for header in headers]
    while names and not names[-1]:
        names.pop()
    read = Dataset(headers=names)
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise SheetError(f"This file has over {MOST_ROWS} rows: import it in parts.")
        cells = [text_of(cell) for cell in row][: len(names)]
        if any(cells):
            read.append(cells + [""] * (len(names) - len(cells)))
    return read


def _each_cell(rows: Dataset, change: object) -> Dataset:
    return Dataset(*([change(cell) for cell in row] for row in rows), headers=rows.headers)


class GuardedCSV(CSV):
    def export_data(self, rows: Dataset, **kwargs) -> str:
        return MARK + super().export_data(_each_cell(rows, guarded), **kwargs)

    def create_dataset(self, in_stream: str, **kwargs) -> Dataset:
        rows = super().create_dataset(in_stream.removeprefix(MARK), **kwargs)
        return dataset(rows.headers or (), _each_cell(rows, unguarded))


class PlainJSON(JSON):
    def create_dataset(self, in_stream: str, **kwargs) -> Dataset:
        try:
            rows = value_parsing.json_of(in_stream.removeprefix(MARK))
        except ValueError as error:
            raise SheetError(str(error)) from error
        if not (isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)):
            raise SheetError("This file is no list of objects, one for each row.")
        headers = list(rows[0])
        for number, row in enumerate(rows, 1):
            if set(row) != set(headers):
                raise SheetError(f"Row {number} has other keys than the first.")
        return dataset(headers, ([row[name] for name in headers] for row in rows))


class GuardedXLSX(XLSX):
    def export_data(self, rows: Dataset, **kwargs) -> bytes:
        if any(len(cell) >= LONGEST_CELL for row in rows for cell in row):
            raise ValueError("A text is too long for a cell: export as CSV or JSON.")
        return super().export_data(_each_cell(rows, guarded), **kwargs)

    def create_dataset(self, in_stream: bytes) -> Dataset:
        check_archive(in_stream)
        book = openpyxl.load_workbook(BytesIO(in_stream), read_only=True, data_only=True)
        rows = book.active.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS + 2, values_only=True)
        read = dataset(next(rows, ()), rows)
        return _each_cell(read, unguarded)


def check_archive(raw: bytes) -> None:
    """Raises SheetError for one that would unpack to far more than it is."""
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        members = archive.infolist()
    size = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or size > MOST_BYTES or size > HIGHEST_RATIO * len(raw):
        raise SheetError("This file unpacks to far more than a sheet of rows would.")
