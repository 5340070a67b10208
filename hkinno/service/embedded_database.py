"""Where hkinno's own PostgreSQL lies, and which commands need it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from hkinno.service import postgres, secret_key

# These read code and files alone. Whatever is not named here finds a running database.
WITHOUT_DATABASE = frozenset(
    {
        "check",
        "check_seeds",
        "collectstatic",
        "compilemessages",
        "derive_fixtures",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "openapi",
        "spectacular",
        "startapp",
        "version",
    }
)


def var_folder(environment: Mapping[str, str]) -> Path:
    """The folder for all that the service keeps on this machine: `VAR_DIR`, or `var` beside us."""
    beside = Path(__file__).resolve().parents[2] / "var"
    return Path(environment.get("VAR_DIR") or beside).resolve()


def needs_database(arguments: Sequence[str]) -> bool:
    """Whether the command in `arguments` (those after `manage.py`) talks to the database."""
    if not arguments or {"--help", "-h", "--version"} & set(arguments):
        return False
    return arguments[0] not in WITHOUT_DATABASE or "--database" in arguments


@contextlib.contextmanager
def database_for(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[None]:
    """Run the embedded database while the command runs, if it needs one and none is named."""
    if environment.get("DATABASE_URL") or not needs_database(arguments):
        yield
        return
    var = var_folder(environment)
    secret_key.make(var)
    with postgres.running(var):
        yield
