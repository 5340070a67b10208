"""What writers have left in a database, to be compared with their ledger."""

from __future__ import annotations

import psycopg


def values_in(connection: psycopg.Connection) -> dict[str, int]:
    """The values of the writers' records in a database, by id."""
    rows = connection.execute(
        "select id, substring(summary_en from 'value (\\d+)')::integer from registry_record"
        " where id like 'chaos-%'"
    )
    return {key: -1 if value is None else value for key, value in rows.fetchall()}


def creations_in(connection: psycopg.Connection) -> dict[str, int]:
    """How often the admin has created each of the writers' records, by its log."""
    rows = connection.execute(
        "select object_id, count(*) from django_admin_log"
        " where action_flag = 1 and object_id like 'chaos-%' group by 1"
    )
    return dict(rows.fetchall())
