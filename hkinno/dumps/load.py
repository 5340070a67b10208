"""Import of a dump into an empty registry. The database assigns new versions and timestamps."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson
from django.db import connection, models, transaction

from hkinno.dumps.tables import INDEX, Table, tables
from hkinno.dumps.write import DESCRIPTOR, file_hash
from hkinno.registry.bulk_load import bulk_load, vacuum
from hkinno.registry.models import Record, Relation
from hkinno.registry.vocabularies.record_choices import Status

Row = dict[str, Any]
# What is copied into a column: a function of a row of the dump.
Getter = Callable[[Row], Any]
# Called with the name of a step, and with the share of it that is done.
Report = Callable[[str, float], None]

REPORTED_LINES = 1000  # lines between two reports

COPY_RELATIONS = """
    insert into registry_relation ({columns})
    select {values} from loaded_relation t
    left join registry_record s on s.id = t.subject_id
    left join registry_record o on o.id = t.object_id
"""


class DumpError(ValueError):
    """The dump is invalid, or the registry is not empty."""


def load_dump(folder: Path, report: Report) -> int:
    """Load all tables in one transaction; returns the number of rows.

    Raises DumpError if a file does not match its hash or the registry is not empty.
    """
    files = verify_files(folder)
    if Record.objects.exists():
        raise DumpError("A dump can only be loaded into an empty registry; this one has records.")
    with transaction.atomic(), bulk_load(lambda step: report(step, 0)) as version:
        constants = {"version": version, "created_at": datetime.now(UTC)}
        count = sum(
            load_table(table, files[table.name], constants, report)
            for table in tables()
            if table.name != INDEX and table.name in files
        )
    vacuum()
    return count


def verify_files(folder: Path) -> dict[str, Path]:
    """The JSON Lines file of each table. Raises DumpError if one does not match its hash."""
    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_bytes())
        # Only the base name is used, so that a descriptor cannot refer to files elsewhere.
        hashes = {Path(entry["path"]).name: entry["hash"] for entry in descriptor["files"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DumpError(f"Cannot read the {DESCRIPTOR} of a dump: {error}") from error
    files = {}
    for name, hash in hashes.items():
        file = folder / name
        if file.suffix == ".jsonl":
            if not file.is_file() or file_hash(file) != hash:
                raise DumpError(f"{file.name} does not match its hash in {DESCRIPTOR}.")
            files[file.stem] = file
    return files


def load_table(table: Table, file: Path, constants: Row, report: Report) -> int:
    """Copy the rows of a file into the table; returns the number of rows."""

    def copy(into: str, model: type[models.Model]) -> int:
        lines = read_lines(file, lambda share: report(f"Loading {table.name}", share))
        return copy_rows(into, columns_to_copy(model, table, constants), file, lines)

    model = table.model
    if issubclass(model, Record):
        copy(Record._meta.db_table, Record)
    if model is not Relation:
        return copy(model._meta.db_table, model)
    # By way of another table: relations have copies of the resources of both of their records.
    with connection.cursor() as cursor:
        cursor.execute("create temp table loaded_relation (like registry_relation) on commit drop")
        count = copy("loaded_relation", model)
        cursor.execute(insert_relations())
    return count


def insert_relations() -> str:
    computed = {
        "subject_resource": "coalesce(s.resource, '')",
        "object_resource": "coalesce(o.resource, '')",
    }
    columns = [field.attname for field in Relation._meta.local_concrete_fields]
    values = [computed.get(column, f"t.{column}") for column in columns]
    return COPY_RELATIONS.format(columns=", ".join(columns), values=", ".join(values))


def columns_to_copy(model: type[models.Model], table: Table, constants: Row) -> dict[str, Getter]:
    """How the value of each column of the model's own table is read from a row of the dump."""
    constants = constants | {
        "status": Status.PUBLISHED.value,
        "resource": table.name,
        "updated_at": constants["created_at"],
        "subject_resource": "",
        "object_resource": "",
    }
    columns = {column.field.attname: column for column in table.columns}
    getters: dict[str, Getter] = {}
    for field in model._meta.local_concrete_fields:
        if field.primary_key:
            getters[field.attname] = itemgetter("id")
        elif column := columns.get(field.attname):
            getters[field.attname] = column.reader()
        else:
            getters[field.attname] = constant(constants[field.name])
    return getters


def constant(value: Any) -> Getter:
    return lambda row: value


def copy_rows(table: str, columns: dict[str, Getter], file: Path, lines: Iterator[bytes]) -> int:
    """Copy the values of the columns of each line; returns the number of rows.

    Raises DumpError if a line is not a row of the table, and DatabaseError if the table refuses it.
    """
    names, getters = ", ".join(f'"{column}"' for column in columns), [*columns.values()]
    number = 0
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"copy {table} ({names}) from stdin") as copy,
    ):
        for number, line in enumerate(lines, start=1):
            try:
                row = orjson.loads(line)
                values = [get(row) for get in getters]
            except KeyError as error:
                detail = f"there is no “{error.args[0]}”"
                raise DumpError(f"{file.name}, line {number}: {detail}") from error
            except (ValueError, TypeError) as error:
                raise DumpError(f"{file.name}, line {number}: {error}") from error
            copy.write_row(values)
    return number


def read_lines(file: Path, report: Callable[[float], None]) -> Iterator[bytes]:
    """The lines of a file; reports which share of it has been read."""
    size, done = file.stat().st_size, 0
    with file.open("rb") as lines:
        for number, line in enumerate(lines):
            done += len(line)
            if number % REPORTED_LINES == 0:
                report(done / size)
            yield line
