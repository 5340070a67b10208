"""The key that signs sessions and cursors where the environment has no `SECRET_KEY`."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

FILE = "secret_key"


def create(var: Path) -> None:
    """Store a new key in `var`, readable only by its owner, unless there is one.

    Raises ImproperlyConfigured if it cannot be written.
    """
    draft = var / f"{FILE}.{os.getpid()}"
    try:
        if (var / FILE).exists():
            return
        var.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(get_random_secret_key())
        # Renamed when complete: a killed process leaves no empty key.
        draft.rename(var / FILE)
    except OSError as error:
        with contextlib.suppress(OSError):  # it may be missing
            draft.unlink()
        raise ImproperlyConfigured(
            f"Cannot write {var / FILE}: {error.strerror}. Set VAR_DIR to a directory of your own."
        ) from error


def stored_or_random(database_url: str, var: Path) -> str:
    """The key stored in `var`, or a random one; writes nothing.

    Raises ImproperlyConfigured if `database_url` is set, as production must set a key, and if the
    stored key cannot be read.
    """
    if database_url:
        raise ImproperlyConfigured(
            "SECRET_KEY must be set because DATABASE_URL is: a key generated at each start would "
            "log everybody out. Set it, for example to the output of:\n"
            "  python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    try:
        return (var / FILE).read_text()
    except FileNotFoundError:
        return get_random_secret_key()
    except OSError as error:
        raise ImproperlyConfigured(
            f"Cannot read {var / FILE}: {error.strerror}. Run this as the user who created it, "
            "or set VAR_DIR to a directory of your own."
        ) from error
