"""Prepares the database for `make run`; completed steps are not repeated."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from hkinno.fixtures import load as fixtures
from hkinno.fixtures.load import are_loaded
from hkinno.fixtures.rows import FixtureError
from hkinno.service.database_backend.base import is_pooled
from hkinno.service.database_checks import check_connections, check_database
from hkinno.service.health import has_unapplied_migrations
from hkinno.service.progress import Write, step

# Arbitrary, but the same for every start of the service.
PREPARATION_LOCK_ID = 7_411_201_997
# Held by a transaction, as a pooler may lend the session to others.
WAIT_FOR_LOCK = """
    set local statement_timeout = 0; set local lock_timeout = 0;
    set local idle_in_transaction_session_timeout = 0;
    select pg_advisory_xact_lock(%s)
"""


@contextlib.contextmanager
def preparation_lock() -> Iterator[None]:
    """Let one process prepare the database while others wait, without a statement timeout.

    Raises CommandError if the database cannot be reached.
    """
    lock: Any = connection.copy()
    try:
        connection.ensure_connection()
        lock.set_autocommit(False)
    except OperationalError as error:
        server = "database in DATABASE_URL" if settings.DATABASE_URL else "embedded database"
        raise CommandError(
            f"Cannot connect to the {server}: {error}\n"
            "Check that the server is running, and the host, port, name, user and password."
        ) from error
    if not is_pooled(connection):
        connection.connection.response_timeout = None
        with connection.cursor() as cursor:
            cursor.execute("set statement_timeout = 0")
    lock.connection.response_timeout = None
    with contextlib.closing(lock), lock.cursor() as cursor:
        cursor.execute(WAIT_FOR_LOCK, [PREPARATION_LOCK_ID])
        try:
            yield
        finally:
            # The workers forked from this process must not share it.
            connection.close()


def require_usable_database() -> None:
    """Raise CommandError if the service cannot use the database."""
    if errors := [
        *check_database(connection),
        *check_connections(connection, settings.WORKERS, settings.THREADS),
    ]:
        raise CommandError("\n".join(f"{error.msg}\n{error.hint or ''}" for error in errors))


def require_static_files() -> None:
    """Raise CommandError if there is a STATIC_ROOT and nothing was collected there."""
    # Without STATIC_ROOT, files are found in the packages and have no hashes.
    if settings.STATIC_ROOT and not getattr(staticfiles_storage, "hashed_files", None):
        raise CommandError(
            f"STATIC_ROOT is {settings.STATIC_ROOT}, where no static files were collected: run "
            "`manage.py collectstatic` first."
        )


def migrate(write: Write) -> None:
    """Apply the migrations that have not been applied."""
    if has_unapplied_migrations():
        with step("Creating the tables ...", write):
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)


def load_fixtures(files: Sequence[Path], write: Write) -> None:
    """Merge `files` into the database, unless they are what it loaded last.

    Problems are printed and never stop the start: if the fixtures cannot be loaded, the service
    starts with the data it has.
    """
    if are_loaded(files):
        return
    with step("Loading fixtures ...", write):
        try:
            fixtures.load_fixtures(files, write)
        except FixtureError as error:
            write(f"The fixtures were not loaded, and the data is as it was: {error}")
            write("Correct them and start again.")


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
