"""Runs SQL statements and the search functions of the database."""

from pathlib import Path

from django.db import connection


def latest_version(folder: Path, name: str) -> int:
    """The highest version of a file that there is."""
    return max(int(path.suffixes[-2].removeprefix(".v")) for path in folder.glob(f"{name}.v*.sql"))


def run_sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def call_function(name, *arguments):
    """The result of an SQL function of the schema `public`."""
    with connection.cursor() as cursor:
        placeholders = ", ".join(["%s"] * len(arguments))
        cursor.execute(f"select public.{name}({placeholders})", arguments)
        return cursor.fetchone()[0]
