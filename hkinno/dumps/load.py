"""Loads a dump into an empty registry: the same rows, under versions and time stamps of its own."""

import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import models, transaction

from hkinno.dumps.tables import INDEX, Table, tables
from hkinno.dumps.write import DESCRIPTOR
from hkinno.registry.migration_operations import analyse
from hkinno.registry.models import Record
from hkinno.registry.vocabularies.record_terms import Status

BATCH = 1000  # rows that are sent to the database at a time


class DumpError(ValueError):
    """A dump that cannot be loaded, or a registry that cannot take it."""


def load(folder: Path) -> int:
    """Load the dump in a folder, all of it or nothing; how many rows there were.

    Raises DumpError where a file is not what its descriptor says, or the registry has records.
    """
    files = checked(folder)
    if Record.objects.exists():
        raise DumpError("The registry has records already: a dump is loaded into an empty one.")
    wanted = [table for table in tables() if table.name != INDEX and table.name in files]
    with transaction.atomic():
        count = sum(load_table(table, files[table.name]) for table in wanted)
    analyse()
    return count


def checked(folder: Path) -> dict[str, Path]:
    """The JSON Lines of each table, held against their hashes."""
    try:
        resources = json.loads((folder / DESCRIPTOR).read_bytes())["resources"]
    except (OSError, ValueError, KeyError) as fault:
        raise DumpError(f"{DESCRIPTOR} of a dump cannot be read: {fault}") from fault
    found = {}
    for each in resources:
        # Only the name counts, so that no descriptor leads to a file elsewhere.
        file = folder / Path(each["path"]).name
        if file.suffix == ".jsonl":
            if hash_of(file) != each["hash"]:
                raise DumpError(f"{file.name} is not what {DESCRIPTOR} says: its hash differs.")
            found[file.stem] = file
    return found


def hash_of(file: Path) -> str | None:
    """The hash of a file as a descriptor has it; None where there is no file."""
    if not file.is_file():
        return None
    with file.open("rb") as content:
        return f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"


def load_table(table: Table, file: Path) -> int:
    """Load one table; how many rows it has."""
    count = 0
    with file.open(encoding="utf-8") as lines:
        while rows := [built(table, line) for line in islice(lines, BATCH)]:
            store(table.model, rows)
            count += len(rows)
    return count


def built(table: Table, line: str) -> models.Model:
    """A row of the model, from its line."""
    values = json.loads(line)
    row = table.model()
    for column in table.columns:
        setattr(row, column.field.attname, column.stored(values[column.name]))
    if isinstance(row, Record):
        row.status, row.resource = Status.PUBLISHED, row.RESOURCE
        row.record_ptr_id = row.id
    return row


def store(model: type[models.Model], rows: list[models.Model]) -> None:
    """Insert rows; a record has its parent first, as Django inserts no two tables at once."""
    if not issubclass(model, Record):
        model.objects.bulk_create(rows)
        return
    Record.objects.bulk_create([parent(row) for row in rows])
    for row in rows:
        row.save_base(raw=True, force_insert=True)


def parent(row: Record) -> Record:
    """The record of a child."""
    return Record(**{field.attname: getattr(row, field.attname) for field in own(Record)})


def own(model: type[models.Model]) -> Iterator[Any]:
    """The columns of a model that are written."""
    return (field for field in model._meta.concrete_fields if not field.generated)
