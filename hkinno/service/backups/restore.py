"""Restores a backup in one transaction: the database has all of it, or is unchanged."""

from __future__ import annotations

import shutil
import subprocess
import threading
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import IO

from django.core.management import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from hkinno.registry.migration_operations import analyse
from hkinno.service.backups import programs
from hkinno.service.backups.archive import Manifest, opened

# Objects that belong to an extension stay.
DROP_EVERYTHING = """
do $$ declare command text; commands text[] := array(
  select format('drop %s if exists %s cascade', kind, name) from (
    -- Sequences of identity columns are gone with their tables.
    select case relkind when 'S' then 4 else 1 end, case relkind when 'v' then 'view'
      when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end,
      oid::regclass::text, oid
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r','p','v','m','S')
    union all
    select 2, 'routine', oid::regprocedure::text, oid
    from pg_proc where pronamespace = 'public'::regnamespace
    union all
    select 3, 'type', format_type(oid, null), oid
    from pg_type where typnamespace = 'public'::regnamespace and typtype in ('d', 'e')
  ) as objects (position, kind, name, object_id)
  where not exists (select from pg_depend where objid = object_id and deptype = 'e')
  order by position);
begin
  foreach command in array commands loop execute command; end loop;
end $$;
"""
# The revision must not return to numbers under which clients have seen other data.
KEEP_REVISION = "select coalesce(max(number), 0) as replaced from public.registry_revision \\gset\n"
RAISE_REVISION = (
    "update public.registry_revision set number = greatest(number, :replaced) + 1,"
    " changed_at = clock_timestamp();\n"
)
UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"


def restore(path: Path, *, replace: bool = False) -> Manifest:
    """Load a backup into the database; returns its manifest.

    Raises CommandError, and changes nothing, if the database has tables and `replace` is not set,
    if the backup is damaged or comes from a newer version, or if the result lacks rows.
    """
    with opened(path) as (manifest, dump):
        tables = set(connection.introspection.table_names())
        if tables and not replace:
            raise CommandError(
                f"The database has {len(tables)} tables. Name an empty database in DATABASE_URL, "
                "or use --replace to drop everything in this one first."
            )
        require_supported(manifest)
        server_version = programs.connection_info().server_version // 10_000
        directory = programs.find(
            ["pg_restore", "psql"], max(server_version, manifest.pg_dump_version)
        )
        before, after = script_around(manifest, has_revision="registry_revision" in tables)
        copy(dump, directory, before, after)
    analyse()
    return manifest


def require_supported(manifest: Manifest) -> None:
    """Raise CommandError if this code or this server is older than the backup's."""
    disk = {".".join(key) for key in MigrationLoader(connection).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - disk):
        raise CommandError(
            f"The backup was made by hkinno {manifest.hkinno_version} with migrations that this "
            f"version does not have: {', '.join(unknown)}. Restore it with that version."
        )
    server_version = programs.connection_info().server_version // 10_000
    if server_version < manifest.server_version:
        raise CommandError(
            f"The backup is of PostgreSQL {manifest.server_version}, the server has version "
            f"{server_version}. Restore it on version {manifest.server_version} or newer."
        )


def script_around(manifest: Manifest, *, has_revision: bool) -> tuple[bytes, bytes]:
    """What psql executes before and after the script of pg_restore."""
    counts = sql.SQL(" union all ").join(
        sql.SQL("select {}, {}::bigint, count(*) from {}").format(
            sql.Literal(name), sql.Literal(rows), sql.SQL(name)
        )
        for name, rows in manifest.rows.items()
    )
    check = sql.SQL(
        "do $check$ declare difference text; begin\n"
        "select string_agg(format('%s has %s rows instead of %s', name, actual, expected), ', ')\n"
        "into difference from ({}) as counts (name, expected, actual)\n"
        "where actual is distinct from expected;\n"
        "if difference is not null then raise exception '%', difference; end if;\n"
        "end $check$;\n"
    ).format(counts)
    before = "set client_min_messages = warning;\nbegin;\n"
    before += KEEP_REVISION * has_revision + DROP_EVERYTHING
    after = check.as_string() + RAISE_REVISION * has_revision + "commit;\n"
    return before.encode(), after.encode()


def copy(dump: IO[bytes], directory: Path, before: bytes, after: bytes) -> None:
    """Send a dump through pg_restore, which makes a script of it, to psql."""
    arguments = ["--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1"]
    dsn = f"--dbname={programs.connection_string()}"
    connection.close()  # its transaction would hold locks
    with programs.run(directory / "psql", *arguments, dsn, stdin=subprocess.PIPE) as psql:
        assert psql.stdin is not None
        # A program that ends early breaks its pipe; `run` then raises its messages.
        with suppress(BrokenPipeError), psql.stdin as script:
            script.write(before)
            copy_script(dump, directory / "pg_restore", script)
            # Only now is the script known to be complete.
            script.write(after)


def copy_script(dump: IO[bytes], pg_restore: Path, script: IO[bytes]) -> None:
    """Write the script of a dump, without the setting that servers before version 17 lack."""
    arguments = ["--no-owner", "--no-privileges", "--file=-"]
    pipe = subprocess.PIPE
    with programs.run(pg_restore, *arguments, stdin=pipe, stdout=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        feeder = threading.Thread(target=feed, args=(dump, process.stdin))
        feeder.start()
        header = takewhile(lambda line: line != UNKNOWN_BEFORE_17, process.stdout)
        script.writelines(header)
        shutil.copyfileobj(process.stdout, script)
        feeder.join()


def feed(dump: IO[bytes], stdin: IO[bytes]) -> None:
    """Write a dump to a program, which may end before it has read everything."""
    with suppress(BrokenPipeError), stdin:
        shutil.copyfileobj(dump, stdin)
