"""Cells of exported tables: one value each, with formulas escaped."""

import pytest

from hkinno.api.renderers.columns import escape_formula, format_cell
from tests.api.exports.export_readers import lines, sheet, table, workbook
from tests.factories import FACTORIES, LabFactory


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
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


@pytest.mark.parametrize("text", ["", "香港", "a=b", "-5", "+5.25", "2012/..", "../2012", "{}"])
def test_text_that_is_not_a_formula_is_unchanged(text):
    assert escape_formula(text) == text


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (3, 3),
        (0.5, 0.5),
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

    assert table(client.get("/api/v1/labs/?format=csv"))[0]["name.en"] == "'=HYPERLINK(1)"
    assert "'=HYPERLINK(1)" in next(
        sheet(client.get("/api/v1/labs/?format=xlsx")).iter_rows(min_row=2, values_only=True)
    )
    assert lines(client.get("/api/v1/labs/?format=jsonl"))[0]["name"]["en"] == "=HYPERLINK(1)"


@pytest.mark.django_db
def test_workbook_keeps_numbers_and_truncates_long_texts(client):
    FACTORIES["events"](id="event", full=True, summary_en="x" * 40_000)

    (event,) = workbook(client.get("/api/v1/events/?format=xlsx&id__in=event"))

    assert (event["id"], event["edition"], event["starts"]) == ("event", 3, "2017-09-22")
    assert len(event["summary.en"]) == 32_767
    assert event["summary.en"].endswith("x…")
