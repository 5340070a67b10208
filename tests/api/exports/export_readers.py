"""Read exported lists, one function per format."""

import csv
import json
from io import BytesIO, StringIO

from openpyxl import load_workbook


def table(response):
    """The rows of a CSV response as dictionaries."""
    return list(csv.DictReader(StringIO(response.getvalue().decode(), newline="")))


def lines(response):
    """The objects of a JSON Lines response."""
    return [json.loads(line) for line in response.getvalue().splitlines()]


def sheet(response):
    return load_workbook(BytesIO(response.getvalue())).active


def workbook(response):
    """The rows of a workbook as dictionaries."""
    names, *rows = sheet(response).values
    return [dict(zip(names, row, strict=True)) for row in rows]


READERS = {"csv": table, "jsonl": lines, "xlsx": workbook}


def ids(response, format):
    if format == "xlsx":
        return [row[0] for row in sheet(response).iter_rows(min_row=2, values_only=True)]
    return [row["id"] for row in READERS[format](response)]
