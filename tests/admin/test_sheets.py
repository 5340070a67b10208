"""Files of rows: guarded against formulas and against archives that burst."""

import io
import json
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tablib import Dataset

from hkinno.registry.admin.sheets import (
    LONGEST_CELL,
    MOST_MEMBERS,
    MOST_ROWS,
    GuardedCSV,
    GuardedXLSX,
    PlainJSON,
    SheetError,
    check_archive,
    guarded,
    text_of,
    unguarded,
)

# What a spreadsheet can hold: XML knows no other control characters, and one sort of line end.
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
def test_cell_that_could_be_a_formula_has_a_quote_before_it(cell):
    assert guarded(cell) == f"'{cell}"
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize(
    "cell", ["", "hku", "2012", "-77.03", "'quoted'", "a=b", "香港", '{"a": 1}']
)
def test_any_other_cell_is_left_as_it_is(cell):
    assert guarded(cell) == cell
    assert unguarded(cell) == cell


@given(st.text())
def test_unguarding_gives_back_every_text(text):
    assert unguarded(guarded(text)) == text


@given(st.text())
def test_guarded_text_never_begins_as_a_formula_does(text):
    first = guarded(text).lstrip()[:1]

    assert first not in set("=+@＝＋－＠−") or not first
    assert first != "-" or re.fullmatch(r"-\d+(\.\d+)?", guarded(text))


@settings(deadline=None)
@given(st.lists(st.tuples(st.from_regex("[a-z]{1,5}", fullmatch=True), TEXTS), max_size=5))
def test_every_format_gives_back_what_it_was_given(pairs):
    given_rows = [list(pair) for pair in pairs]

    for format in (GuardedCSV(), GuardedXLSX(), PlainJSON()):
        if given_rows or not isinstance(format, PlainJSON):
            read = format.create_dataset(format.export_data(rows(*pairs)))
            assert read.headers == ["id", "name"]
            assert [list(row) for row in read] == given_rows


def test_csv_has_the_mark_by_which_excel_knows_utf8():
    assert GuardedCSV().export_data(rows(("hku", "=1"))) == "\ufeffid,name\r\nhku,'=1\r\n"


def test_json_is_not_guarded():
    assert json.loads(PlainJSON().export_data(rows(("hku", "=1")))) == [{"id": "hku", "name": "=1"}]


def test_json_row_is_read_by_its_keys_in_any_order():
    text = '[{"id": "a", "name": "A"}, {"name": "B", "id": "b"}]'

    assert list(PlainJSON().create_dataset(text)) == [("a", "A"), ("b", "B")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "This file is no list of objects, one for each row."),
        ("[]", "This file is no list of objects, one for each row."),
        ('["a"]', "This file is no list of objects, one for each row."),
        ('[{"id": "a"}, {"name": "b"}]', "Row 2 has other keys than the first."),
        ("[" * 100_000, "This JSON is nested too deeply."),
    ],
)
def test_json_of_another_shape_is_refused(text, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        PlainJSON().create_dataset(text)


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
def test_text_of_what_a_spreadsheet_or_json_holds(cell, text):
    assert text_of(cell) == text


def workbook(*lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_empty_rows_and_columns_of_a_spreadsheet_are_left_out():
    read = GuardedXLSX().create_dataset(
        workbook(["id", "name", None], [None, None, None], ["a", 2012, "lost"], ["b"])
    )

    assert read.headers == ["id", "name"]
    assert list(read) == [("a", "2012"), ("b", "")]


def test_empty_spreadsheet_has_no_rows():
    assert len(GuardedXLSX().create_dataset(workbook())) == 0


def test_sheet_of_too_many_rows_is_refused():
    text = "id\n" + "a\n" * (MOST_ROWS + 1)

    with pytest.raises(SheetError, match=f"over {MOST_ROWS} rows"):
        GuardedCSV().create_dataset(text)


def test_text_too_long_for_a_cell_of_excel_is_not_cut_off():
    with pytest.raises(ValueError, match="too long for a cell"):
        GuardedXLSX().export_data(rows(("a", "b" * LONGEST_CELL)))


def archive(*members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for number, content in enumerate(members):
            made.writestr(str(number), content)
    return file.getvalue()


@pytest.mark.parametrize(
    "members",
    [
        [b"0" * 10**6],
        [b"0" * 26 * 2**20] * 2,
        [b""] * (MOST_MEMBERS + 1),
    ],
    ids=["ratio", "size", "members"],
)
def test_archive_that_unpacks_to_far_more_than_it_is_is_refused(members):
    with pytest.raises(SheetError, match="unpacks to far more"):
        check_archive(archive(*members))


def test_archive_is_refused_before_it_is_read():
    with pytest.raises(SheetError, match="unpacks to far more"):
        GuardedXLSX().create_dataset(archive(b"0" * 10**6))


def test_sound_archive_is_accepted():
    check_archive(workbook(["id"], ["a"]))
