"""Excel workbooks."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from hkinno.api.renderers.base import ExportRenderer, ExportView
from hkinno.api.renderers.cells import format_cell
from hkinno.api.renderers.columns import Column
from hkinno.api.renderers.csv import CSVRenderer

MAX_CELL_LENGTH = 32_767  # characters, by the format
MAX_LINKS = 65_530  # in a sheet: Excel drops all links of a file that has more
FIRST_DATE = date(1900, 3, 1)  # Excel takes 1900 for a leap year, and has no earlier years
MIN_WIDTH, MAX_WIDTH = 10, 60  # characters
SAMPLE_ROWS = 100  # rows that the widths of columns are measured by
BOLD, LINK = Font(bold=True), Font(color="0563C1", underline="single")
WRAPPED = Alignment(wrap_text=True, vertical="top")
Row = list[Any]


class XLSXRenderer(ExportRenderer):
    """A workbook with the same table as CSV, and a sheet that explains it."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
    max_rows = 10_000  # a workbook is completed in memory before it is sent
    unsupported_parameters = CSVRenderer.unsupported_parameters
    schema = {"type": "string", "format": "binary"}

    def build_response(self, rows: Iterable[Any], view: ExportView) -> HttpResponseBase:
        workbook = Workbook(write_only=True)
        columns = view.get_export_columns()
        table = ([column.read(row) for column in columns] for row in view.get_file_rows(rows))
        write_table(workbook.create_sheet(view.basename), columns, table)
        write_explanation(workbook.create_sheet("about"), columns, view.get_export_notes())
        file = BytesIO()
        workbook.save(file)
        return self.as_attachment(HttpResponse(file.getvalue(), self.media_type), view)


def write_table(sheet: Any, columns: Sequence[Column], table: Iterator[Row]) -> None:
    """Write a bold header that stays in sight, a filter, and the rows as typed cells."""
    sample = list(islice(table, SAMPLE_ROWS))
    sheet.freeze_panes = "A2"
    for index, column in enumerate(columns):
        texts = [column.name, *(format_cell(row[index]) for row in sample)]
        set_width(sheet, index, max(map(text_width, texts)))
    sheet.append([styled_cell(sheet, column.name, font=BOLD) for column in columns])
    row_count, link_count = 1, 0
    for row in chain(sample, table):
        row_count += 1
        cells = [workbook_value(value) for value in row]
        links = [index for index, cell in enumerate(cells) if is_url(cell)]
        link_count += len(links)
        for index in links if link_count <= MAX_LINKS else ():
            cells[index] = styled_cell(sheet, cells[index], font=LINK, hyperlink=cells[index])
        sheet.append(cells)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns) or 1)}{row_count}"


def write_explanation(
    sheet: Any, columns: Sequence[Column], notes: Iterable[tuple[str, str]]
) -> None:
    """Write what the file is, and what each column means."""
    for index, width in enumerate((24, 100)):
        set_width(sheet, index, width, maximum=width)
    explanations = ((column.name, column.help_text) for column in columns)
    for title, lines in (("about", notes), ("columns", explanations)):
        sheet.append([styled_cell(sheet, title, font=BOLD)])
        for name, text in lines:
            wrapped = styled_cell(sheet, format_cell(text), alignment=WRAPPED)
            sheet.append([name, wrapped])
        sheet.append([])


def workbook_value(value: Any) -> Any:
    """A value for a cell: a number, a day, a truth value, or text as long as a workbook allows.

    Text that is a whole day becomes that day; partial dates stay text.
    """
    if isinstance(value, str):
        value = parse_day(value) or value
    if isinstance(value, date) and value < FIRST_DATE:
        value = value.isoformat()
    if isinstance(value, Decimal | bool | int | float | date) or value is None:
        return value
    text = format_cell(value)
    return text if len(text) <= MAX_CELL_LENGTH else text[: MAX_CELL_LENGTH - 1] + "…"


def parse_day(text: str) -> date | None:
    """The day that a text of ten characters states, or None."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def is_url(cell: Any) -> bool:
    return isinstance(cell, str) and cell.startswith(("https://", "http://")) and " " not in cell


def styled_cell(sheet: Any, value: Any, hyperlink: str | None = None, **styles: Any) -> Any:
    """A cell with styles, and perhaps a link."""
    cell = WriteOnlyCell(sheet, value)
    for name, style in styles.items():
        setattr(cell, name, style)
    if hyperlink:
        cell.hyperlink = hyperlink
    return cell


def text_width(text: str) -> int:
    """The width of a text in characters; Chinese ones count twice."""
    return len(text) + sum(character > "\u2e7f" for character in text)


def set_width(sheet: Any, index: int, width: int, maximum: int = MAX_WIDTH) -> None:
    letter = get_column_letter(index + 1)
    sheet.column_dimensions[letter].width = min(max(width + 2, MIN_WIDTH), maximum)
