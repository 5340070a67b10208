"""What has to be done before the service can answer; what is done already is not done again."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from hkinno.registry.models import FixtureLoad, Record
from hkinno.service.database_checks import check_database

Say = Callable[[str], object]

# Any number will do, as long as every start of the service takes the same one.
PREPARING = 7_411_201_997


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one start prepare the database while others wait; nothing in here is cut off."""
    try:
        connection.ensure_connection()
    except OperationalError as fault:
        raise CommandError(
            f"The database that DATABASE_URL names does not answer: {fault}\n"
            "Check that the server runs, and host, port, name, user and password."
        ) from fault
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0; set lock_timeout = 0")
        cursor.execute("select pg_advisory_lock(%s)", [PREPARING])
        # From here on a lock that does not come is one that a running service holds.
        cursor.execute("reset lock_timeout")
    try:
        yield
    finally:
        # Closed, not only unlocked: workers are made from this process and must not share it.
        connection.close()


def refuse_unfit_database() -> None:
    """Stop where the database would break the registry in silence."""
    if errors := check_database(connection):
        raise CommandError("\n".join(f"{error.msg}\n{error.hint or ''}" for error in errors))


def migrate(say: Say) -> None:
    """Bring the tables up to date."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Making the tables ...")
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)


def digest_of(files: Sequence[Path]) -> str:
    """One hash for the names and the contents of `files`."""
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def load_fixtures(files: Sequence[Path], say: Say) -> None:
    """Load `files` unless they are what this database was given last; all of them or none."""
    digest = digest_of(files)
    last = FixtureLoad.objects.order_by("-loaded_at").first()
    if not files or (last and last.sha256 == digest):
        return
    say("Loading fixtures/ ...")
    if last:
        edited = Record.objects.filter(updated_at__gt=last.loaded_at).values_list("id", flat=True)
        if ids := ", ".join(edited.order_by("id")):
            say(
                "Changed here since the last load, and fixtures/ decides where it holds them: "
                f"{ids}"
            )
    try:
        call_command("loaddata", *map(str, files), verbosity=0)
    except (DatabaseError, DeserializationError) as fault:
        raise CommandError(f"fixtures/ was not loaded, nothing was changed: {fault}") from fault
    FixtureLoad.objects.filter(sha256=digest).delete()
    FixtureLoad.objects.create(sha256=digest)


def make_admin(password: str, say: Say) -> None:
    """Make the first user, where there is none; tell a password that nobody has chosen, once."""
    users = get_user_model().objects
    if users.exists():
        return
    if password:
        try:
            validate_password(password)
        except ValidationError as weak:
            raise CommandError("HKINNO_ADMIN_PASSWORD: " + " ".join(weak.messages)) from weak
        say("Made the user admin, with the password in HKINNO_ADMIN_PASSWORD.")
        users.create_superuser("admin", password=password)
        return
    chosen = secrets.token_urlsafe(12)
    users.create_superuser("admin", password=chosen)
    say(f"Made the user admin with the password {chosen} (shown this once).")
