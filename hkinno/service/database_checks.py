"""System checks of the database: version, encoding, migrations, privileges and connections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

MIN_VERSION = 15  # regexp_count(), and unique constraints in which nulls are not distinct
CREATE_DATABASE = (
    "CREATE DATABASE hkinno OWNER hkinno TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' "
    "LC_CTYPE 'C.UTF-8';"
)
OTHER_CONNECTIONS = 5  # of commands, backups and the metrics, while the service runs
# Limits of the server, the role and the database; of the latter two, -1 is none.
AVAILABLE_CONNECTIONS = """
    select least(
      current_setting('max_connections')::integer
        - current_setting('superuser_reserved_connections')::integer
        - coalesce(current_setting('reserved_connections', true)::integer, 0),
      nullif(rolconnlimit, -1), nullif(datconnlimit, -1)
    ) from pg_roles, pg_database where rolname = current_user and datname = current_database()
"""


def check_database(
    connection: BaseDatabaseWrapper, min_version: int = MIN_VERSION
) -> list[CheckMessage]:
    """The first reason why this database cannot be used; empty if there is none."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version_num')::integer / 10000")
        (version,) = cursor.fetchone()
        cursor.execute("show server_encoding")
        (encoding,) = cursor.fetchone()
    if version < min_version:
        message = f"PostgreSQL {version} is too old: {min_version} or newer is required."
        return [Error(message, id="hkinno.E001")]
    if encoding != "UTF8":
        message = f"The encoding of the database is {encoding}; UTF8 is required."
        hint = f"Create another one and name it in DATABASE_URL: {CREATE_DATABASE}"
        return [Error(message, hint=hint, id="hkinno.E002")]
    loader = MigrationLoader(connection)
    if unknown := unknown_migrations(loader):
        message = (
            "Another version of hkinno created the tables of this database. "
            f"This version does not have the migrations {', '.join(unknown)}."
        )
        hint = (
            "Nothing was changed. Start with an empty database: name one in DATABASE_URL, or "
            "remove var/postgres if the database is the embedded one. To keep edits, first run "
            "`manage.py dumpdata registry labs programmes events` with the other version."
        )
        return [Error(message, hint=hint, id="hkinno.E003")]
    return check_privileges(connection, loader)


def check_privileges(
    connection: BaseDatabaseWrapper, loader: MigrationLoader
) -> list[CheckMessage]:
    """An error if there are tables to create and the role may not create them."""
    if set(loader.disk_migrations) <= set(loader.applied_migrations):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select user, coalesce(has_schema_privilege(current_schema(), 'create'), false)"
        )
        role, may_create = cursor.fetchone()
    if may_create:
        return []
    message = f"The database has unapplied migrations, and {role} may not create tables in it."
    hint = "Run `manage.py migrate` with DATABASE_URL naming the role that owns the database."
    return [Error(message, hint=hint, id="hkinno.E004")]


def check_connections(
    connection: BaseDatabaseWrapper, workers: int, threads: int
) -> list[CheckMessage]:
    """An error if the server allows fewer connections than the service may open."""
    with connection.cursor() as cursor:
        cursor.execute(AVAILABLE_CONNECTIONS)
        (available,) = cursor.fetchone()
    # Each worker has another one, to read the revision.
    needed = workers * (threads + 1) + OTHER_CONNECTIONS
    if needed <= available:
        return []
    message = (
        f"{workers} workers with {threads} threads and {OTHER_CONNECTIONS} other connections need "
        f"{needed} database connections, but the server allows {available}."
    )
    hint = "Lower WORKERS or THREADS, or raise max_connections or the limit of the role."
    return [Error(message, hint=hint, id="hkinno.E005")]


def unknown_migrations(loader: MigrationLoader) -> list[str]:
    """The migrations of installed apps that were applied but do not exist, as `app.name`."""
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    )


@register(Tags.database)
def check_databases(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Run by `migrate` and by `check --database`."""
    return [message for alias in databases or [] for message in check_database(connections[alias])]
