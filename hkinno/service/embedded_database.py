"""Runs the embedded PostgreSQL for the commands that need a database."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from hkinno.service import postgres, secret_key

# These only read code and files. Every other command finds a running database.
WITHOUT_DATABASE = frozenset(
    "check check_seeds collectstatic compilemessages derive_fixtures diffsettings findstatic help "
    "makemessages openapi spectacular startapp version".split()
)


def var_directory(environment: Mapping[str, str]) -> Path:
    """`VAR_DIR`, or `var` in the project: all that the service stores on this machine.

    Raises ImproperlyConfigured if PostgreSQL cannot use such a path.
    """
    default = Path(__file__).resolve().parents[2] / "var"
    path = Path(environment.get("VAR_DIR") or default).resolve()
    # Python makes surrogates of bytes that are not UTF-8.
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in str(path)):
        raise ImproperlyConfigured(
            f"VAR_DIR is {str(path)!r}. Its path must not contain line breaks, other control "
            "characters, or bytes that are not UTF-8."
        )
    return path


def needs_database(arguments: Sequence[str]) -> bool:
    """Whether a command uses the database; `arguments` are those after `manage.py`."""
    if not arguments or {"--help", "-h", "--version"} & set(arguments):
        return False
    return arguments[0] not in WITHOUT_DATABASE or "--database" in arguments


@contextlib.contextmanager
def run_embedded_database(
    arguments: Sequence[str], environment: Mapping[str, str]
) -> Iterator[None]:
    """Run the embedded PostgreSQL during the block, if the command needs it.

    Does nothing if `environment` has a `DATABASE_URL`.
    """
    if environment.get("DATABASE_URL") or not needs_database(arguments):
        yield
        return
    var = var_directory(environment)
    secret_key.create(var)
    with postgres.running(var, supervise=arguments[0] == "serve"):
        yield
