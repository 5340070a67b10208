"""Prepares the database for `make run`; completed steps are not repeated."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, OperationalError, connection

from hkinno.registry.models import FixtureLoad, Record
from hkinno.service.database_checks import check_database
from hkinno.service.health import has_unapplied_migrations
from hkinno.service.progress import Write, step

# Arbitrary, but the same for every start of the service.
PREPARATION_LOCK_ID = 7_411_201_997


@contextlib.contextmanager
def preparation_lock() -> Iterator[None]:
    """Let one process prepare the database while others wait, without a statement timeout.

    Raises CommandError if the database cannot be reached.
    """
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise CommandError(
            f"Cannot connect to the database in DATABASE_URL: {error}\n"
            "Check that the server is running, and the host, port, name, user and password."
        ) from error
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0; set lock_timeout = 0")
        cursor.execute("select pg_advisory_lock(%s)", [PREPARATION_LOCK_ID])
        # Any other lock is held by a running service: do not wait for that one forever.
        cursor.execute("reset lock_timeout")
    try:
        yield
    finally:
        # Closed, not only unlocked: the workers forked from this process must not share it.
        connection.close()


def require_usable_database() -> None:
    """Raise CommandError if the registry cannot use the database."""
    if errors := check_database(connection):
        raise CommandError("\n".join(f"{error.msg}\n{error.hint or ''}" for error in errors))


def migrate(write: Write) -> None:
    """Apply the migrations that have not been applied."""
    if has_unapplied_migrations():
        with step("Creating the tables ...", write):
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)


def hash_files(files: Sequence[Path]) -> str:
    """The SHA-256 of the names and contents of `files`, in hexadecimal."""
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def load_fixtures(files: Sequence[Path], write: Write) -> None:
    """Load all of `files`, unless they are what this database loaded last.

    Raises CommandError, and changes nothing, if a file cannot be loaded.
    """
    digest = hash_files(files)
    last = FixtureLoad.objects.order_by("-loaded_at").first()
    if not files or (last and last.sha256 == digest):
        return
    with step("Loading fixtures ...", write):
        if last:
            edited = Record.objects.filter(updated_at__gt=last.loaded_at).order_by("id")
            if ids := ", ".join(edited.values_list("id", flat=True)):
                write(f"Edited since the last load; the fixtures overwrite their fields: {ids}")
        try:
            call_command("loaddata", *map(str, files), verbosity=0)
        except (DatabaseError, DeserializationError) as error:
            raise CommandError(f"The fixtures were not loaded, nothing changed: {error}") from error
        FixtureLoad.objects.filter(sha256=digest).delete()
        FixtureLoad.objects.create(sha256=digest)


def create_admin(password: str, write: Write) -> None:
    """Create the user `admin` if there is no user; print a generated password, once.

    Raises CommandError if `password` is too weak.
    """
    users = get_user_model().objects
    if users.exists():
        return
    if password:
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError("HKINNO_ADMIN_PASSWORD: " + " ".join(error.messages)) from error
        users.create_superuser("admin", password=password)
        write("Created the user admin with the password in HKINNO_ADMIN_PASSWORD.")
        return
    generated = secrets.token_urlsafe(12)
    users.create_superuser("admin", password=generated)
    write(f"Created the user admin with the password {generated} (shown only once).")
