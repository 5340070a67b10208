"""File formats: cells as text, and escaped formulas."""

import io
import json
import re
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tablib import Dataset

from hkinno.api.renderers.cells import escape_formula, unescape_formula
from hkinno.registry.admin.imports.file_formats import (
    MAX_CELL_LENGTH,
    EscapedCSV,
    EscapedXLSX,
    StrictJSON,
    cell_text,
)
from hkinno.registry.admin.imports.limits import MAX_ROWS, FileFormatError, check_archive

# XML has no control characters, and only one kind of line ending.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20) | (
    st.text("=+-@＝＋－＠−'\t\n 　a0", max_size=6)
)


def rows(*cells):
    return Dataset(*cells, headers=["id", "name"])


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@sum(a1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "　＝1",
        "＋1",
        "－1",
        "＠a",
        "−1",
        "'=1",
        "-",
    ],
)
def test_cell_that_could_be_a_formula_gets_a_leading_quote(cell):
    assert escape_formula(cell) == f"'{cell}"
    assert unescape_formula(escape_formula(cell)) == cell


@pytest.mark.parametrize(
    "cell", ["", "hku", "2012", "-77.03", "'quoted'", "a=b", "香港", '{"a": 1}']
)
def test_other_cell_is_unchanged(cell):
    assert escape_formula(cell) == cell
    assert unescape_formula(cell) == cell


@given(st.text())
def test_unescape_formula_is_the_inverse_of_escape_formula(text):
    assert unescape_formula(escape_formula(text)) == text


@given(st.text())
def test_escaped_text_never_starts_like_a_formula(text):
    first = escape_formula(text).lstrip()[:1]

    assert first not in set("=+@＝＋－＠−") or not first
    assert first != "-" or re.fullmatch(r"-\d+(\.\d+)?", escape_formula(text))


@settings(deadline=None)
@given(st.lists(st.tuples(st.from_regex("[a-z]{1,5}", fullmatch=True), TEXTS), max_size=5))
def test_every_format_round_trips(pairs):
    original = [list(pair) for pair in pairs]

    for format in (EscapedCSV(), EscapedXLSX(), StrictJSON()):
        if original or not isinstance(format, StrictJSON):
            read = format.create_dataset(format.export_data(rows(*pairs)))
            assert read.headers == ["id", "name"]
            assert [list(row) for row in read] == original


def test_csv_starts_with_a_byte_order_mark():
    assert EscapedCSV().export_data(rows(("hku", "=1"))) == "\ufeffid,name\r\nhku,'=1\r\n"


def test_json_is_not_escaped():
    assert json.loads(StrictJSON().export_data(rows(("hku", "=1")))) == [
        {"id": "hku", "name": "=1"}
    ]


def test_json_keys_may_be_in_any_order():
    text = '[{"id": "a", "name": "A"}, {"name": "B", "id": "b"}]'

    assert list(StrictJSON().create_dataset(text)) == [("a", "A"), ("b", "B")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "The file must be a JSON list with one object for each row."),
        ("[]", "The file must be a JSON list with one object for each row."),
        ('["a"]', "The file must be a JSON list with one object for each row."),
        ('[{"id": "a"}, {"name": "b"}]', "Row 2 has different keys from row 1."),
        ("[" * 100_000, "The JSON is nested too deeply."),
    ],
)
def test_json_that_is_not_a_list_of_equal_objects_is_rejected(text, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        StrictJSON().create_dataset(text)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (2012, "2012"),
        (2012.0, "2012"),
        (22.5, "22.5"),
        (True, "true"),
        (datetime.fromisoformat("2018-06-29"), "2018-06-29"),
        (datetime.fromisoformat("2018-06-29T08:00"), "2018-06-29T08:00:00"),
        (date(2018, 6, 29), "2018-06-29"),
        ({"id": "hku"}, '{"id": "hku"}'),
        (["香港"], '["香港"]'),
    ],
)
def test_cell_text(cell, text):
    assert cell_text(cell) == text


def workbook(*lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_empty_rows_and_columns_of_a_spreadsheet_are_ignored():
    read = EscapedXLSX().create_dataset(
        workbook(["id", "name", None], [None, None, None], ["a", 2012, ""], [None, "b"])
    )

    assert read.headers == ["id", "name"]
    assert list(read) == [("a", "2012"), ("", "b")]


def test_cells_missing_at_the_end_of_a_row_differ_from_empty_cells():
    table = workbook(["id", "name", "kind"], ["a"], ["b", None, "c"], ["d", "", ""])

    assert list(EscapedXLSX().create_dataset(table)) == [
        ("a", None, None),
        ("b", "", "c"),
        ("d", "", ""),
    ]
    assert list(EscapedCSV().create_dataset("id,name,kind\na\nb,,c\nd,,\n")) == [
        ("a", None, None),
        ("b", "", "c"),
        ("d", "", ""),
    ]


def test_columns_without_a_header_are_ignored_if_they_are_empty():
    read = EscapedCSV().create_dataset("id,name,,\na,b,,\n")

    assert (read.headers, list(read)) == (["id", "name"], [("a", "b")])


def test_missing_id_is_empty():
    assert list(EscapedCSV().create_dataset("name,id\na\n")) == [("a", "")]


@pytest.mark.parametrize(
    ("text", "line"),
    [("id,name\n\na,b\nc,d,e\n", 4), ('id,name\na,"b\nb"\nc,d,,e\n', 4), ("id\na,b\n", 2)],
)
def test_row_longer_than_the_header_is_refused_with_its_line(text, line):
    with pytest.raises(FileFormatError, match=f"Line {line} has . cells, but there are only"):
        EscapedCSV().create_dataset(text)


def test_row_of_a_workbook_longer_than_the_header_is_refused_with_its_line():
    table = workbook(["id", "name"], ["a", "b"], ["c", "d", "e"])

    with pytest.raises(FileFormatError, match="Line 3 has 3 cells, but there are only 2 columns"):
        EscapedXLSX().create_dataset(table)


@pytest.mark.parametrize(
    ("number_format", "text"),
    [
        ("mmm-yy", "2017-05"),
        ("mmm yyyy", "2017-05"),
        ("yyyy-mm", "2017-05"),
        ("[$-409]mmmm\\-yy;@", "2017-05"),
        ('yyyy"年"m"月"', "2017-05"),
        ('[$-404]yyyy"年"m"月";@', "2017-05"),
        ("yyyy", "2017"),
        ('yyyy"年 (d)"', "2017"),
        ("yyyy-mm-dd", "2017-05-01"),
        ("d-mmm-yy", "2017-05-01"),
        ("yyyy-mm-dd hh:mm", "2017-05-01"),
    ],
)
def test_month_or_year_in_an_excel_cell_stays_one(number_format, text):
    book = openpyxl.Workbook()
    book.active.append(["id", "established"])
    book.active.append(["lab", date(2017, 5, 1)])
    book.active["B2"].number_format = number_format
    file = io.BytesIO()
    book.save(file)

    assert list(EscapedXLSX().create_dataset(file.getvalue())) == [("lab", text)]


def test_empty_spreadsheet_has_no_rows():
    assert len(EscapedXLSX().create_dataset(workbook())) == 0


def test_file_with_too_many_rows_is_rejected():
    text = "id\n" + "a\n" * (MAX_ROWS + 1)

    with pytest.raises(FileFormatError, match=f"more than {MAX_ROWS} rows"):
        EscapedCSV().create_dataset(text)


def test_text_too_long_for_an_excel_cell_is_not_truncated():
    with pytest.raises(ValueError, match="too long for an Excel cell"):
        EscapedXLSX().export_data(rows(("a", "b" * MAX_CELL_LENGTH)))


def test_valid_archive_is_accepted():
    check_archive(workbook(["id"], ["a"]))
