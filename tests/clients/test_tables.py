"""Exported lists, read by polars, pandas and openpyxl."""

from io import BytesIO
from urllib.request import urlopen

import openpyxl
import pandas
import polars
import pytest

LISTS = (
    "institutions labs facilities people programmes awards targets indicators observations events "
    "places sources statements relations vocabularies conflicts"
).split()


def read(url):
    with urlopen(url) as response:
        return BytesIO(response.read())


@pytest.mark.parametrize("name", LISTS)
def test_json_lines_are_read_with_default_inference(api, name):
    content = read(f"{api}{name}/?format=jsonl")

    table = polars.read_ndjson(content)
    content.seek(0)
    frame = pandas.read_json(content, lines=True)

    assert table.shape == frame.shape
    assert len(table)


@pytest.mark.parametrize("name", LISTS[:-2])
def test_csv_has_few_columns_and_none_is_empty(api, name):
    frame = pandas.read_csv(f"{api}{name}/?format=csv")
    with_mark = pandas.read_csv(f"{api}{name}/?format=csv&bom=1")

    assert list(frame.columns) == list(with_mark.columns)
    assert len(frame.columns) <= 30
    assert [column for column in frame if frame[column].isna().all()] == []


def test_amounts_in_a_workbook_can_be_summed(api):
    book = openpyxl.load_workbook(read(f"{api}programmes/?format=xlsx"))

    header, *rows = book.worksheets[0].values
    amounts = [row[header.index("budget_value")] for row in rows]
    assert sum(amount for amount in amounts if amount is not None) > 1e9
    assert book.sheetnames[1] == "about"
