"""Compares two databases completely."""

import contextlib
from collections.abc import Iterator

from django.db import connection
from psycopg import sql

from hkinno.service.backups.dump import TABLES

# PostgreSQL prints an expression that was dumped and restored with other casts and brackets, so
# constraints and triggers are compared without theirs.
SCHEMA = {
    "sequences": "select sequencename, last_value from pg_sequences",
    "columns": "select table_name, column_name, udt_name, is_nullable, is_identity, is_generated"
    " from information_schema.columns where table_schema = 'public'",
    "constraints": "select conrelid::regclass::text, conname, contype, convalidated"
    " from pg_constraint where connamespace = 'public'::regnamespace",
    "triggers": "select tgrelid::regclass::text, tgname, tgenabled, tgtype, tgargs"
    " from pg_trigger where not tgisinternal",
    "functions": "select oid::regprocedure::text, provolatile, prosrc from pg_proc"
    " where pronamespace = 'public'::regnamespace",
    "indexes": "select tablename, indexname from pg_indexes where schemaname = 'public'",
}


@contextlib.contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Connect Django to another database of the same server during the block."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def content() -> dict[str, list[tuple]]:
    """All rows of all tables, the state of the sequences, and the objects of the schema."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        queries = {
            name: sql.SQL("select t::text from {} t").format(sql.Identifier(*identifier))
            for name, *identifier in cursor.fetchall()
        }
        content = {}
        for name, query in (queries | SCHEMA).items():
            cursor.execute(query)
            content[name] = sorted(cursor.fetchall())
    return content
