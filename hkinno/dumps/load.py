"""Import of a dump into an empty registry. The database assigns new versions and timestamps."""

import json
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import models, transaction

from hkinno.dumps.tables import INDEX, Table, tables
from hkinno.dumps.write import DESCRIPTOR, file_hash
from hkinno.registry.migration_operations import analyse
from hkinno.registry.models import Record
from hkinno.registry.vocabularies.record_terms import Status

BATCH_SIZE = 1000  # rows


class DumpError(ValueError):
    """The dump is invalid, or the registry is not empty."""


def load_dump(folder: Path) -> int:
    """Load all tables in one transaction; returns the number of rows.

    Raises DumpError if a file does not match its hash or the registry is not empty.
    """
    files = verify_files(folder)
    if Record.objects.exists():
        raise DumpError("A dump can only be loaded into an empty registry; this one has records.")
    with transaction.atomic():
        count = sum(
            load_table(table, files[table.name])
            for table in tables()
            if table.name != INDEX and table.name in files
        )
    analyse()
    return count


def verify_files(folder: Path) -> dict[str, Path]:
    """The JSON Lines file of each table. Raises DumpError if one does not match its hash."""
    try:
        resources = json.loads((folder / DESCRIPTOR).read_bytes())["resources"]
    except (OSError, ValueError, KeyError) as error:
        raise DumpError(f"Cannot read the {DESCRIPTOR} of a dump: {error}") from error
    files = {}
    for resource in resources:
        # Only the base name is used, so that a descriptor cannot refer to files elsewhere.
        file = folder / Path(resource["path"]).name
        if file.suffix == ".jsonl":
            if not file.is_file() or file_hash(file) != resource["hash"]:
                raise DumpError(f"{file.name} does not match its hash in {DESCRIPTOR}.")
            files[file.stem] = file
    return files


def load_table(table: Table, file: Path) -> int:
    """Load one table; returns the number of rows."""
    count = 0
    with file.open(encoding="utf-8") as lines:
        while rows := [parse_row(table, line) for line in islice(lines, BATCH_SIZE)]:
            insert_rows(table.model, rows)
            count += len(rows)
    return count


def parse_row(table: Table, line: str) -> models.Model:
    """The unsaved model instance for a line."""
    values: dict[str, Any] = json.loads(line)
    row = table.model()
    for column in table.columns:
        setattr(row, column.field.attname, column.from_json(values[column.name]))
    if isinstance(row, Record):
        row.status, row.resource = Status.PUBLISHED, row.RESOURCE
        row.record_ptr_id = row.id  # type: ignore[attr-defined]  # a field of the subclasses
    return row


def insert_rows(model: type[models.Model], rows: list[models.Model]) -> None:
    """Insert rows, for records after the rows of the parent table.

    `bulk_create` does not support multi-table inheritance.
    """
    if not issubclass(model, Record):
        model._default_manager.bulk_create(rows)
        return
    attributes = [f.attname for f in Record._meta.concrete_fields if not f.generated]
    Record.objects.bulk_create(
        Record(**{name: getattr(row, name) for name in attributes}) for row in rows
    )
    for row in rows:
        row.save_base(raw=True, force_insert=True)
