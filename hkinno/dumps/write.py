"""Writes the files of a dump, and the descriptor that says what they are."""

import csv
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import connection, transaction

from hkinno import __version__
from hkinno.api.renderers.columns import escape_formula
from hkinno.dumps.columns import Column
from hkinno.dumps.tables import Table, tables
from hkinno.legal import DATA_LICENCE, NAME
from hkinno.registry import revision

DESCRIPTOR = "datapackage.json"
MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl", "json": "application/json"}


@contextmanager
def snapshot() -> Iterator[None]:
    """One state of the database for all that is read within; writers go on meanwhile."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            cursor.execute("set local statement_timeout = 0")
        yield


def write(folder: Path) -> dict[str, Any]:
    """Write every table and the descriptor into a folder; the descriptor is returned."""
    with snapshot():
        state = revision.current()
        resources = [resource for table in tables() for resource in write_table(table, folder)]
    made = descriptor(resources, state.number, state.changed_at)
    (folder / DESCRIPTOR).write_bytes(orjson.dumps(made, option=orjson.OPT_INDENT_2) + b"\n")
    return made


def write_table(table: Table, folder: Path) -> Iterator[dict[str, Any]]:
    """Write a table as CSV and as JSON Lines; their entries in the descriptor.

    A table without rows has no JSON Lines: nothing would be a file that says nothing.
    """
    names = [column.name for column in table.columns]
    in_csv, in_lines = folder / f"{table.name}.csv", folder / f"{table.name}.jsonl"
    count = 0
    with in_csv.open("w", encoding="utf-8", newline="") as cells, in_lines.open("wb") as lines:
        writer = csv.writer(cells)
        writer.writerow(names)
        for values in table.read():
            count += 1
            writer.writerow(map(cell, table.columns, values))
            lines.write(orjson.dumps(dict(zip(names, values, strict=True))) + b"\n")
    yield entry(table, in_csv, count)
    if count:
        yield entry(table, in_lines, count)
    else:
        in_lines.unlink()


def cell(column: Column, value: Any) -> Any:
    """A value as a cell: JSON where a column holds more than a word, text safe to be opened."""
    if value is None:
        return ""
    if column.kind in ("array", "object", "any"):
        return orjson.dumps(value).decode()
    return escape_formula(value) if isinstance(value, str) else value


def entry(table: Table, file: Path, count: int) -> dict[str, Any]:
    """What the descriptor says of one file."""
    format = file.suffix[1:]
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {
        "name": table.name if format == "csv" else file.name,
        "profile": "tabular-data-resource",
        "type": "table",
        "title": table.title,
        "path": file.name,
        "format": format,
        "mediatype": MEDIA_TYPES[format],
        "encoding": "utf-8",
        "bytes": file.stat().st_size,
        "hash": f"sha256:{digest}",
        "rows": count,
        "schema": table.schema(),
    }


def descriptor(resources: list[dict], number: int, changed_at: datetime | None) -> dict[str, Any]:
    """The package: what it is, whose, and of which revision of the data."""
    described = {
        "profile": "tabular-data-package",
        "name": "hkinno",
        "title": NAME["en"],
        "description": (
            "Every published record with its evidence. The CSV files are for people: a text that "
            "a spreadsheet would compute has ' in front. The JSON Lines hold the same rows and "
            "lose nothing."
        ),
        "homepage": settings.PUBLIC_URL or None,
        "version": str(number),
        "revision": number,
        "created": changed_at.isoformat().replace("+00:00", "Z") if changed_at else None,
        "software": {"name": "hkinno", "version": __version__},
        "licenses": [DATA_LICENCE],
        "resources": resources,
    }
    return {key: value for key, value in described.items() if value is not None}
