"""Cells of exported tables: one value each, with formulas escaped."""

from datetime import date
from decimal import Decimal

import pytest

from hkinno.api.renderers.cells import escape_formula, format_cell
from hkinno.api.renderers.xlsx import workbook_value
from tests.api.exports.export_readers import lines, sheet, table
from tests.factories import LabFactory


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+5.25",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\rx",
        "\nx",
        "  =1",
        "\u200b=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "﹣1",
        "−1+1",
    ],
)
def test_text_that_looks_like_a_formula_is_escaped(text):
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "香港", "a=b", "-5", "-5.25", "2012/..", "../2012", "{}"])
def test_text_that_is_not_a_formula_is_unchanged(text):
    assert escape_formula(text) == text


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (0.5, "0.5"),
        (Decimal("2800000000"), "2800000000"),
        (date(2017, 9, 22), "2017-09-22"),
        ([], ""),
        (["=a", "b"], "'=a; b"),
        ([1, 2], "[1,2]"),
        ({"id": "hku"}, '{"id":"hku"}'),
    ],
)
def test_value_is_formatted_as_one_cell(value, cell):
    assert format_cell(value) == cell


@pytest.mark.django_db
def test_formulas_are_escaped_in_tables_and_unchanged_in_json_lines(client):
    LabFactory(id="lab", name_en="=HYPERLINK(1)", aliases=[])

    assert table(client.get("/api/v1/labs/?format=csv"))[0]["name_en"] == "'=HYPERLINK(1)"
    assert "'=HYPERLINK(1)" in next(
        sheet(client.get("/api/v1/labs/?format=xlsx")).iter_rows(min_row=2, values_only=True)
    )
    assert lines(client.get("/api/v1/labs/?format=jsonl"))[0]["name"]["en"] == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("2017-09-22", date(2017, 9, 22)),
        ("2017-09", "2017-09"),
        ("2017-13-41", "2017-13-41"),
        ("1899-12-31", "1899-12-31"),
        (date(1842, 8, 29), "1842-08-29"),
        (Decimal("6.01"), Decimal("6.01")),
        (True, True),
        (None, None),
        (["a", "b"], "a; b"),
    ],
)
def test_workbook_has_typed_cells(value, cell):
    assert workbook_value(value) == cell
