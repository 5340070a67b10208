"""The committed fixtures, loaded once per run and copied by COPY for every other module.

Loading them runs all triggers; a copy contains the rows that these have written.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

from hkinno.registry.migration_operations import analyse

APPS = ("registry", "labs", "programmes", "events")


FOLDER = "HKINNO_TESTS_FOLDER"


def load_registry() -> None:
    """Load the fixtures: the first process of a run with `loaddata`, the others from its copies."""
    folder = Path(os.environ[FOLDER])
    with (folder / "snapshot.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        snapshot = folder / "snapshot"
        if not snapshot.exists() or not can_restore():
            call_command("loaddata", *sorted(settings.FIXTURE_DIRS[0].glob("*.json")), verbosity=0)
            snapshot.mkdir(exist_ok=True)
            for model, columns in tables():
                copy_out(
                    f"copy {model._meta.db_table} ({columns}) to stdout", snapshot / file(model)
                )
            return
    restore(snapshot)


def can_restore() -> bool:
    """Whether triggers can be disabled, which needs a superuser."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('is_superuser')")
        return cursor.fetchone() == ("on",)


def restore(snapshot: Path) -> None:
    """Copy the rows of the snapshot, with triggers and foreign keys disabled."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        for model, columns in tables():
            cursor.execute(f"delete from {model._meta.db_table}")  # the number of changes so far
            copy_in(f"copy {model._meta.db_table} ({columns}) from stdin", snapshot / file(model))
        cursor.execute("set local session_replication_role = origin")
        for statement in connection.ops.sequence_reset_sql(no_style(), [m for m, _ in tables()]):
            cursor.execute(statement)
    analyse()


def tables() -> Iterator[tuple[type[models.Model], str]]:
    """The tables of the project, each with the columns that are not generated."""
    for name in APPS:
        for model in apps.get_app_config(name).get_models():
            fields = [field for field in model._meta.local_concrete_fields if not field.generated]
            yield model, ", ".join(f'"{field.column}"' for field in fields)


def file(model: type[models.Model]) -> str:
    return f"{model._meta.db_table}.copy"


def copy_out(statement: str, file: Path) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as rows:
        file.write_bytes(b"".join(rows))


def copy_in(statement: str, file: Path) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as rows:
        rows.write(file.read_bytes())
