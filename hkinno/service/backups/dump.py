"""Writes a backup while the service runs."""

from __future__ import annotations

import subprocess
from pathlib import Path

from django.core.management import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from psycopg import sql

from hkinno import __version__
from hkinno.dumps.write import unlimited_snapshot
from hkinno.registry import revision
from hkinno.registry.models import Revision
from hkinno.service.backups import programs
from hkinno.service.backups.archive import Manifest, new_file, write

LOCK_WAIT_MILLISECONDS = 60_000  # for a migration or a restore in progress
TABLES = """
    select format('%I.%I', schemaname, tablename), schemaname, tablename from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1
"""


def back_up(path: Path, *, force: bool = False) -> Manifest:
    """Write all of the database to `path`, as it is at one moment; returns the manifest.

    Raises CommandError, and leaves `path` as it was, if anything fails.
    """
    server_version = programs.connection_info().server_version // 10_000
    if Revision._meta.db_table not in connection.introspection.table_names():
        raise CommandError("The database has no tables of hkinno: there is nothing to back up.")
    directory = programs.find(["pg_dump"], server_version)
    with new_file(path, force=force) as file, unlimited_snapshot(), connection.cursor() as cursor:
        # This transaction waits for pg_dump, which reads the same snapshot of the database.
        cursor.execute("set local idle_in_transaction_session_timeout = 0")
        cursor.execute("select pg_export_snapshot()")
        (snapshot_id,) = cursor.fetchone()
        manifest = {
            "hkinno_version": __version__,
            "created_at": timezone.now().isoformat(timespec="seconds"),
            "revision": revision.current().number,
            "server_version": server_version,
            "pg_dump_version": programs.version_of(directory / "pg_dump"),
            "migrations": [".".join(key) for key in sorted(applied_migrations())],
            "rows": count_rows(),
        }
        arguments = [
            *("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot_id}"),
            f"--lock-wait-timeout={LOCK_WAIT_MILLISECONDS}",
            f"--dbname={programs.connection_string()}",
        ]
        with programs.run(directory / "pg_dump", *arguments, stdout=subprocess.PIPE) as pg_dump:
            assert pg_dump.stdout is not None
            return write(file, pg_dump.stdout, manifest)


def applied_migrations() -> set[tuple[str, str]]:
    """The migrations applied to the database, as `(app, name)`."""
    return set(MigrationRecorder(connection).applied_migrations())


def count_rows() -> dict[str, int]:
    """The number of rows of each table, by its qualified name."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        rows = {}
        for name, schema, table in cursor.fetchall():
            identifier = sql.Identifier(schema, table)
            cursor.execute(sql.SQL("select count(*) from {}").format(identifier))
            (rows[name],) = cursor.fetchone()
    return rows
