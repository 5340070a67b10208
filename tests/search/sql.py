"""Runs SQL statements and the search functions of the database."""

from django.db import connection


def run_sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def call_function(name, *arguments):
    """The result of an SQL function of the schema `public`."""
    with connection.cursor() as cursor:
        placeholders = ", ".join(["%s"] * len(arguments))
        cursor.execute(f"select public.{name}({placeholders})", arguments)
        return cursor.fetchone()[0]
