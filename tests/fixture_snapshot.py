"""The committed fixtures, loaded once in a run of tests, and copied for every further module.

To load them takes the time of all triggers; what these have written is copied as it stands.
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
    """Fill the database, from copies in the folder of the run, which the first to ask makes."""
    folder = Path(os.environ[FOLDER])
    with (folder / "snapshot.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = folder / "snapshot"
        if not kept.exists() or not can_restore():
            call_command("loaddata", *sorted(settings.FIXTURE_DIRS[0].glob("*.json")), verbosity=0)
            kept.mkdir(exist_ok=True)
            for model, columns in tables():
                copy_out(f"copy {model._meta.db_table} ({columns}) to stdout", kept / file(model))
            return
    restore(kept)


def can_restore() -> bool:
    """Whether the tests may leave triggers alone; not as an ordinary account of a server."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('is_superuser')")
        return cursor.fetchone() == ("on",)


def restore(kept: Path) -> None:
    """The rows as they were copied, with no trigger and no constraint at work."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        for model, columns in tables():
            cursor.execute(f"delete from {model._meta.db_table}")  # the number of changes so far
            copy_in(f"copy {model._meta.db_table} ({columns}) from stdin", kept / file(model))
        cursor.execute("set local session_replication_role = origin")
        for statement in connection.ops.sequence_reset_sql(no_style(), [m for m, _ in tables()]):
            cursor.execute(statement)
    analyse()


def tables() -> Iterator[tuple[type[models.Model], str]]:
    """The tables of the project, each with its columns but those that the database computes."""
    for name in APPS:
        for model in apps.get_app_config(name).get_models():
            fields = [each for each in model._meta.local_concrete_fields if not each.generated]
            yield model, ", ".join(f'"{each.column}"' for each in fields)


def file(model: type[models.Model]) -> str:
    return f"{model._meta.db_table}.copy"


def copy_out(statement: str, file: Path) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as rows:
        file.write_bytes(b"".join(rows))


def copy_in(statement: str, file: Path) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as rows:
        rows.write(file.read_bytes())
