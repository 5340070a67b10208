"""Reads what the environment says; a wrong value gets a sentence that says what is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from hkinno.service import postgres

DATABASE_SCHEMES = ("postgres://", "postgresql://")
LONGEST_WAIT = 24 * 3600 * 1000


def number(name: str, default: int, *, least: int = 0, most: int = LONGEST_WAIT) -> int:
    """The variable `name` as a whole number from `least` to `most`; an empty one is not set."""
    text = environ.Env().str(name, default="") or str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ImproperlyConfigured(
            f"{name} is {text!r}. It must be a whole number from {least} to {most}."
        )
    return int(text)


def listed(text: str) -> list[str]:
    """The parts of a list with commas; blanks around them and empty parts do not count."""
    return [part.strip() for part in text.split(",") if part.strip()]


def public_url(text: str) -> str:
    """The address at which the public sees the service, without a slash at its end, or ""."""
    if not text or _is_of_a_host(text):
        return text.rstrip("/")
    raise ImproperlyConfigured(
        f"PUBLIC_URL is {text!r}. It must be a scheme and a host, as in https://hkinno.example."
    )


def _is_of_a_host(text: str) -> bool:
    try:
        url = urlsplit(text)
        beyond = url.path.strip("/") or url.query or url.fragment or url.username
        return (
            url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0 and not beyond
        )
    except ValueError:
        return False


def limits() -> dict[str, Any]:
    """How long a connection waits: for the server, a statement, a lock. 0 is without end."""
    session = {
        "statement_timeout": number("STATEMENT_TIMEOUT", 15_000),
        "lock_timeout": number("LOCK_TIMEOUT", 5_000),
        "idle_in_transaction_session_timeout": number("IDLE_TIMEOUT", 60_000),
    }
    return {
        "connect_timeout": number("CONNECT_TIMEOUT", 5),
        "tcp_user_timeout": 10_000,
        "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
        # A statement prepared on the server may get a generic plan that reads a whole index, and
        # a pooler loses it. Django's default, kept by name.
        "prepare_threshold": None,
    }


def database(url: str, var: Path, options: dict[str, Any]) -> dict[str, Any]:
    """Django's description of the database at `url`; of the embedded one where `url` is empty.

    What `url` itself says of an option comes before `options`.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": postgres.DATABASE,
            "USER": postgres.USER,
            "HOST": str(postgres.socket_folder(var)),
            "OPTIONS": options,
        }
    try:
        found = environ.Env.db_url_config(url) if url.startswith(DATABASE_SCHEMES) else {}
    except ValueError:
        found = {}
    if not found.get("NAME"):
        # The address may hold a password: it is not repeated here.
        raise ImproperlyConfigured(
            "DATABASE_URL is not the address of a PostgreSQL database. It must look like "
            "postgresql://user:password@host:5432/name, with what is not a letter, a digit or "
            "one of -._~ in its parts written as %XX."
        )
    return found | {"OPTIONS": options | found.get("OPTIONS", {})}
