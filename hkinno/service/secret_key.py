"""The secret that signs sessions, for who runs the service without naming one."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

FILE = "secret_key"


def make(var: Path) -> None:
    """Keep a new secret in `var`, readable for its owner alone, unless there is one already."""
    if (var / FILE).exists():
        return
    var.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = var / f"{FILE}.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(get_random_secret_key())
    # Renamed when complete: a killed start leaves no empty secret.
    draft.rename(var / FILE)


def when_none_is_named(database_url: str, var: Path) -> str:
    """The secret kept in `var`; a passing one where there is none yet: nothing is written here.

    A database of somebody's own is production, and production names its secret.
    """
    if database_url:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing, and DATABASE_URL is set: with a secret that each start makes "
            "up, everybody would be logged out again and again. Set SECRET_KEY, for example to "
            "what this prints:\n"
            "  python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    try:
        return (var / FILE).read_text()
    except FileNotFoundError:
        return get_random_secret_key()
    except OSError as fault:
        raise ImproperlyConfigured(
            f"{var / FILE} cannot be read: {fault.strerror}. Run this as the account that made "
            "it, or name a folder of your own in VAR_DIR."
        ) from fault
