"""What Django writes into an empty database, written once per process and copied afterwards.

A test with transactions of its own ends with `flush`, which empties all tables and lets the
handlers of `post_migrate` fill some of them: content types, permissions and known kinds. These
take several times as long as all the rest of such a test.
"""

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.core.management.commands import flush
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction

rows: dict[str, bytes] = {}  # by table


def copy_rows_after_flush() -> None:
    """Let `flush` copy the rows that the handlers have written after the first one."""
    flush.emit_post_migrate_signal = write_rows


def write_rows(verbosity: int, interactive: bool, db: str, **options: Any) -> None:
    """Stand in for `emit_post_migrate_signal()`."""
    if rows:
        restore_rows()
        return
    emit_post_migrate_signal(verbosity, interactive, db, **options)
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(True, False):
            with cursor.copy(f'copy "{table}" to stdout') as copy:
                if text := b"".join(copy):
                    rows[table] = text


def restore_rows() -> None:
    ContentType.objects.clear_cache()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, text in rows.items():
            with cursor.copy(f'copy "{table}" from stdin') as copy:
                copy.write(text)
        models = [model for model in apps.get_models() if model._meta.db_table in rows]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
