"""Refuses a database in which the registry would go wrong without a word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

OLDEST = 15
REMEDY = (
    "Make a database that knows Chinese letters, and name it in DATABASE_URL: "
    "CREATE DATABASE hkinno TEMPLATE template0 ENCODING 'UTF8' "
    "LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';"
)


def trigrams_of_chinese(connection: BaseDatabaseWrapper) -> list[str]:
    """What pg_trgm makes of a Chinese word here; the extension is not left behind."""
    with connection.cursor() as cursor, transaction.atomic(using=connection.alias):
        cursor.execute("create extension if not exists pg_trgm")
        cursor.execute("select show_trgm('機械人')")
        found = cursor.fetchone()[0]
        transaction.set_rollback(True, using=connection.alias)
    return found


def faults_of(connection: BaseDatabaseWrapper, oldest: int = OLDEST) -> list[CheckMessage]:
    """Why this database cannot be used; empty for one that can."""
    version = connection.pg_version // 10_000
    if version < oldest:
        return [
            Error(
                f"PostgreSQL {version} is too old: {oldest} or newer is needed.", id="hkinno.E001"
            )
        ]
    with connection.cursor() as cursor:
        cursor.execute("show server_encoding")
        encoding = cursor.fetchone()[0]
    if encoding != "UTF8":
        return [Error(f"The database is encoded in {encoding}.", hint=REMEDY, id="hkinno.E002")]
    try:
        trigrams = trigrams_of_chinese(connection)
    except DatabaseError as refused:
        return [
            Error(
                f"The extension pg_trgm cannot be used: {refused}".strip(),
                hint="Install PostgreSQL's contrib package, and let the database's owner run "
                "CREATE EXTENSION pg_trgm.",
                id="hkinno.E003",
            )
        ]
    if not trigrams:
        said = "Chinese search would find nothing: pg_trgm sees no letters in Chinese here."
        return [Error(said, hint=REMEDY, id="hkinno.E004")]
    return []


@register(Tags.database)
def check_databases(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Django's `check --database` and `migrate` ask this."""
    return [fault for alias in databases or [] for fault in faults_of(connections[alias])]
