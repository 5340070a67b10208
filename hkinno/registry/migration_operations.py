"""Migration operations for the tables of records, and planner statistics."""

from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.operations import RunSQL

from hkinno.search.sql_files import run_sql_file

SQL_FOLDER = Path(__file__).resolve().parent / "sql"


def bind_child_table(table: str, resource: str, version: int = 1) -> RunSQL:
    """Bind a child table of Record to one resource, and its changes to the record's version."""
    return run_sql_file(SQL_FOLDER, "child_table", version, table=table, resource=resource)


def search_columns(table: str, *columns: str, version: int = 1) -> RunSQL:
    """Make text columns of a child table of Record searchable as texts of the record."""
    return run_sql_file(
        SQL_FOLDER,
        "searched_columns",
        version,
        table=table,
        columns=", ".join(columns),
        old=", ".join(f"old.{column}" for column in columns),
        new=", ".join(f"new.{column}" for column in columns),
    )


def check_texts(*tables: str) -> RunSQL:
    """Add a check constraint to each column of text or JSON that lacks one.

    A migration that adds such a column to the table of a record needs this operation.
    """
    return RunSQL(
        "".join(f"select public.registry_check_texts('{table}');" for table in tables), RunSQL.noop
    )


def analyse(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let the planner count what has just been loaded.

    It takes a table that nobody has counted for nearly empty, and plans a question that joins three
    of them so that it takes minutes. PostgreSQL counts by itself, but a minute or more later.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("analyze")
