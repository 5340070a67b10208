"""What a list holds that was taken away as a file, format by format."""

import csv
import json
from io import BytesIO, StringIO

from openpyxl import load_workbook


def table(response):
    """The rows of a CSV answer, each by its columns."""
    return list(csv.DictReader(StringIO(response.getvalue().decode(), newline="")))


def lines(response):
    """The objects of a JSON Lines answer."""
    return [json.loads(line) for line in response.getvalue().splitlines()]


def sheet(response):
    return load_workbook(BytesIO(response.getvalue())).active


def workbook(response):
    """The rows of a workbook, each by its columns."""
    names, *rows = sheet(response).values
    return [dict(zip(names, row, strict=True)) for row in rows]


READ = {"csv": table, "jsonl": lines, "xlsx": workbook}


def ids(response, format):
    if format == "xlsx":
        return [row[0] for row in sheet(response).iter_rows(min_row=2, values_only=True)]
    return [row["id"] for row in READ[format](response)]
