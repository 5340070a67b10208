"""Writing of a dump: a Frictionless Data Package of CSV files, and the same in other formats.

See https://specs.frictionlessdata.io/data-package/. The package has one resource a table, so that
it can be published to a database. All files are listed under `files`.
"""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import orjson
from django.conf import settings
from django.db import connection

from hkinno import __version__
from hkinno.api.renderers.cells import escape_formula
from hkinno.api.renderers.jsonl import order_for_inference
from hkinno.dumps import parquet
from hkinno.dumps.nquads import write_nquads
from hkinno.dumps.split_columns import Field, Part, Row
from hkinno.dumps.tables import Table, tables
from hkinno.legal import DATA_LICENCE, NAME
from hkinno.registry import revision
from hkinno.registry.models import record_models
from hkinno.registry.rest import documents
from hkinno.registry.rest.bulk_documents import make_missing_documents

DESCRIPTOR, NQUADS = "datapackage.json", "hkinno.nq"
MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "json": "application/json",
    "nq": "application/n-quads",
    "parquet": "application/vnd.apache.parquet",
}


@contextmanager
def unlimited_snapshot() -> Iterator[None]:
    """A snapshot (`hkinno.registry.rest.documents`) whose queries have no timeout."""
    with documents.snapshot(), connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")
        yield


def write_dump(folder: Path) -> dict[str, Any]:
    """Write all tables and the descriptor to a folder; returns the descriptor."""
    for model in record_models().values() if settings.STORE_DOCUMENTS else ():
        # In small transactions: the snapshot keeps in memory what is made inside of it.
        for _count in make_missing_documents(model):
            pass
    all_tables = tables()
    with unlimited_snapshot():
        state = revision.current()
        rows = {table.name: write_table(table, folder) for table in all_tables}
        rows[Path(NQUADS).stem] = write_nquads(folder / NQUADS)
    files = [describe_file(file, rows[file.stem]) for file in sorted(folder.iterdir())]
    by_path = {file["path"]: file for file in files}
    resources = [describe_resource(table, by_path[f"{table.name}.csv"]) for table in all_tables]
    descriptor = build_descriptor(resources, files, state.number, state.changed_at)
    (folder / DESCRIPTOR).write_bytes(orjson.dumps(descriptor, option=orjson.OPT_INDENT_2) + b"\n")
    return descriptor


def write_table(table: Table, folder: Path) -> int:
    """Write a table in all formats; returns the number of rows.

    An empty table has a CSV file only, because an empty file is no table in the other formats.
    """
    fields = table.fields()
    jsonl_path = folder / f"{table.name}.jsonl"
    parquet_path = folder / f"{table.name}.parquet"
    with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as cells:
        rows = write_csv(cells, fields, complete_rows(table, fields))
        rows = parquet.write_rows(parquet_path, fields, rows)
        with jsonl_path.open("wb") as lines:
            lines.writelines(order_for_inference(rows))
    with jsonl_path.open("rb") as lines:
        count = sum(1 for _line in lines)
    if not count:
        jsonl_path.unlink()
    return count


def complete_rows(table: Table, fields: Sequence[Field]) -> Iterator[Row]:
    """The rows with the parts of their values, and values of any type as JSON text."""
    for row in table.read():
        complete = {
            field.name: field.read(row) if isinstance(field, Part) else row[field.name]
            for field in fields
        }
        for field in fields:
            if field.type == "any":
                complete[field.name] = orjson.dumps(complete[field.name]).decode()
        yield complete


def write_csv(file: IO[str], fields: Sequence[Field], rows: Iterable[Row]) -> Iterator[Row]:
    """Write the rows as they pass."""
    writer = csv.writer(file)
    writer.writerow([field.name for field in fields])
    for row in rows:
        writer.writerow([format_cell(field, row[field.name]) for field in fields])
        yield row


def format_cell(field: Field, value: Any) -> Any:
    """The CSV cell for a value: JSON for arrays and objects, text with formulas escaped."""
    if value is None:
        return ""
    if field.type in ("array", "object"):
        return orjson.dumps(value).decode()
    return escape_formula(value) if isinstance(value, str) else value


def describe_file(file: Path, row_count: int) -> dict[str, Any]:
    """The entry of a file under `files`; the rows of N-Quads are quads."""
    format = file.suffix[1:]
    return {
        "path": file.name,
        "format": format,
        "mediatype": MEDIA_TYPES[format],
        "bytes": file.stat().st_size,
        "hash": file_hash(file),
        "rows": row_count,
    }


def describe_resource(table: Table, file: dict[str, Any]) -> dict[str, Any]:
    """The Data Resource descriptor of the CSV file of a table."""
    return {
        "name": table.name,
        "profile": "tabular-data-resource",
        "type": "table",
        "title": table.title,
        **file,
        "encoding": "utf-8",
        "schema": table.schema(),
    }


def file_hash(file: Path) -> str:
    """The hash of a file in the form of a Data Resource, `sha256:` and hexadecimal digits."""
    with file.open("rb") as content:
        return f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"


def build_descriptor(
    resources: list[dict[str, Any]],
    files: list[dict[str, Any]],
    number: int,
    changed_at: datetime | None,
) -> dict[str, Any]:
    """The Data Package descriptor for a revision of the data."""
    descriptor = {
        "profile": "tabular-data-package",
        "name": "hkinno",
        "title": NAME["en"],
        "description": (
            "All published records with their evidence. In the CSV files, text that a spreadsheet "
            "would evaluate as a formula is prefixed with '. The files under `files` have the same "
            "in other formats: JSON Lines have the exact values."
        ),
        "homepage": settings.PUBLIC_URL or None,
        "version": str(number),
        "revision": number,
        "created": changed_at.isoformat().replace("+00:00", "Z") if changed_at else None,
        "software": {"name": "hkinno", "version": __version__, "build": documents.build_id()},
        "licenses": [DATA_LICENCE],
        "resources": resources,
        "files": files,
    }
    return {key: value for key, value in descriptor.items() if value is not None}
