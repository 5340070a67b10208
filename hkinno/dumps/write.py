"""Writing of a dump: CSV and JSON Lines files, and a Frictionless Data Package descriptor.

See https://specs.frictionlessdata.io/data-package/.
"""

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
from hkinno.api.renderers.cells import escape_formula
from hkinno.dumps.columns import Column
from hkinno.dumps.tables import Table, tables
from hkinno.legal import DATA_LICENCE, NAME
from hkinno.registry import revision

DESCRIPTOR = "datapackage.json"
MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl", "json": "application/json"}


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction in which all queries see the same state of the database."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            cursor.execute("set local statement_timeout = 0")
        yield


def write_dump(folder: Path) -> dict[str, Any]:
    """Write all tables and the descriptor to a folder; returns the descriptor."""
    with snapshot():
        state = revision.current()
        resources = [resource for table in tables() for resource in write_table(table, folder)]
    descriptor = build_descriptor(resources, state.number, state.changed_at)
    (folder / DESCRIPTOR).write_bytes(orjson.dumps(descriptor, option=orjson.OPT_INDENT_2) + b"\n")
    return descriptor


def write_table(table: Table, folder: Path) -> Iterator[dict[str, Any]]:
    """Write a table as CSV and JSON Lines; yields the resource descriptor of each file.

    An empty table has no JSON Lines file, because an empty file is not a valid table.
    """
    names = [column.name for column in table.columns]
    csv_path, jsonl_path = folder / f"{table.name}.csv", folder / f"{table.name}.jsonl"
    count = 0
    with csv_path.open("w", encoding="utf-8", newline="") as cells, jsonl_path.open("wb") as lines:
        writer = csv.writer(cells)
        writer.writerow(names)
        for values in table.read():
            count += 1
            writer.writerow(map(format_cell, table.columns, values))
            lines.write(orjson.dumps(dict(zip(names, values, strict=True))) + b"\n")
    yield describe_file(table, csv_path, count)
    if count:
        yield describe_file(table, jsonl_path, count)
    else:
        jsonl_path.unlink()


def format_cell(column: Column, value: Any) -> Any:
    """The CSV cell for a value: JSON for arrays and objects, text with formulas escaped."""
    if value is None:
        return ""
    if column.type in ("array", "object", "any"):
        return orjson.dumps(value).decode()
    return escape_formula(value) if isinstance(value, str) else value


def describe_file(table: Table, file: Path, count: int) -> dict[str, Any]:
    """The Data Resource descriptor of a file with `count` rows."""
    format = file.suffix[1:]
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
        "hash": file_hash(file),
        "rows": count,
        "schema": table.schema(),
    }


def file_hash(file: Path) -> str:
    """The hash of a file in the form of a Data Resource, `sha256:` and hexadecimal digits."""
    with file.open("rb") as content:
        return f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"


def build_descriptor(
    resources: list[dict[str, Any]], number: int, changed_at: datetime | None
) -> dict[str, Any]:
    """The Data Package descriptor for a revision of the data."""
    descriptor = {
        "profile": "tabular-data-package",
        "name": "hkinno",
        "title": NAME["en"],
        "description": (
            "All published records with their evidence. The JSON Lines files contain the exact "
            "values. The CSV files contain the same rows for use in spreadsheets: text that would "
            "be evaluated as a formula is prefixed with '."
        ),
        "homepage": settings.PUBLIC_URL or None,
        "version": str(number),
        "revision": number,
        "created": changed_at.isoformat().replace("+00:00", "Z") if changed_at else None,
        "software": {"name": "hkinno", "version": __version__},
        "licenses": [DATA_LICENCE],
        "resources": resources,
    }
    return {key: value for key, value in descriptor.items() if value is not None}
