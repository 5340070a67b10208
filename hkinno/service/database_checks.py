"""System checks of the database: the server's version, the encoding, the migrations applied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

MIN_VERSION = 15  # regexp_count(), and unique constraints in which nulls are not distinct
CREATE_DATABASE = (
    "CREATE DATABASE hkinno TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';"
)


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
    if unknown := unknown_migrations(connection):
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
    return []


def unknown_migrations(connection: BaseDatabaseWrapper) -> list[str]:
    """The migrations of installed apps that were applied but do not exist, as `app.name`."""
    loader = MigrationLoader(connection)
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    )


@register(Tags.database)
def check_databases(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Run by `migrate` and by `check --database`."""
    return [message for alias in databases or [] for message in check_database(connections[alias])]
