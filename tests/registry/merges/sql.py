"""Merging by SQL, and all rows that it changes."""

import json

from django.db import connection

TABLES = (
    "registry_record",
    "registry_statement",
    "registry_relation",
    "labs_lab",
    "labs_institution",
)


def merge(id, survivor):
    with connection.cursor() as cursor:
        cursor.execute(
            "update registry_record set merged_into_id = %s where id = %s", [survivor, id]
        )


def contents():
    """All rows, without what every change changes."""
    rows = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"select to_jsonb(t) - array['version', 'updated_at'] from {table} t order by 1"
            )
            rows[table] = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor]
    return rows
