"""Reads settings from the environment. Invalid values raise ImproperlyConfigured."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import MutableMapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS

from hkinno.service import postgres

ENGINE = "hkinno.service.database_backend"
DATABASE_SCHEMES = ("postgres://", "postgresql://")
POOL_MODE = "pool_mode"  # PgBouncer's word for when a client gives its connection back
POOL_MODES = ("session", "transaction")
REPLICA_PREFIX = "replica"  # of the aliases in DATABASES: replica1, replica2, …
BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
BOOLEANS |= {"yes": True, "no": False, "on": True, "off": False}
MAX_TIMEOUT = 24 * 3600 * 1000  # milliseconds


def ignore_foreign_variables(environment: MutableMapping[str, str]) -> None:
    """Remove or replace the variables with which another program would change what we do.

    libpq reads `PGHOSTADDR`, `PGSERVICE` and some forty others where a connection has no such
    parameter: they could redirect the service to a database of somebody else.
    """
    for name in [name for name in environment if name.startswith("PG")]:
        del environment[name]
    environment["DJANGO_SETTINGS_MODULE"] = "hkinno.settings"


def integer(name: str, default: int, *, minimum: int = 0, maximum: int = MAX_TIMEOUT) -> int:
    """The variable `name` as an integer in the given range; `default` if empty or not set.

    Raises ImproperlyConfigured for any other text.
    """
    text = environ.Env().str(name, default="") or str(default)
    if not (text.isascii() and text.isdigit() and minimum <= int(text) <= maximum):
        raise ImproperlyConfigured(
            f"{name} is {text!r}. It must be an integer from {minimum} to {maximum}."
        )
    return int(text)


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """The comma-separated addresses and networks (CIDR) in the variable `name`.

    Raises ImproperlyConfigured if one is neither.
    """
    try:
        return [ip_network(text) for text in split_list(environ.Env().str(name, default=""))]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name}: {error}. It must be addresses or networks, as in 127.0.0.1,10.0.0.0/8."
        ) from error


def choice(name: str, default: str, choices: Sequence[str]) -> str:
    """The variable `name`; `default` if empty or not set.

    Raises ImproperlyConfigured if it is none of `choices`.
    """
    value = environ.Env().str(name, default="") or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}. It must be one of {', '.join(choices)}.")
    return value


def boolean(name: str, *, default: bool) -> bool:
    """The variable `name`, which is one of `BOOLEANS` in any case; `default` if empty or not set.

    django-environ takes any other value for false.
    """
    value = environ.Env().str(name, default="") or str(default)
    if value.lower() not in BOOLEANS:
        raise ImproperlyConfigured(f"{name} is {value!r}. It must be one of {', '.join(BOOLEANS)}.")
    return BOOLEANS[value.lower()]


def split_list(text: str) -> list[str]:
    """The non-empty items of a comma-separated list, without surrounding spaces."""
    return [part.strip() for part in text.split(",") if part.strip()]


def public_url(text: str) -> str:
    """The origin at which the public reaches the service, without a trailing slash, or "".

    Raises ImproperlyConfigured if `text` is the URL of anything else.
    """
    if not text or _is_origin(text):
        return text.rstrip("/")
    raise ImproperlyConfigured(
        f"PUBLIC_URL is {text!r}. It must be a scheme and a host, as in https://hkinno.example."
    )


def _is_origin(text: str) -> bool:
    try:
        url = urlsplit(text)
        rest = url.path.strip("/") or url.query or url.fragment or url.username
        return url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0 and not rest
    except ValueError:
        return False


def connection_options() -> dict[str, Any]:
    """Connection options with the timeouts of connections, statements and locks; 0 is no limit.

    The server may be frozen and cancel nothing, so that the client has a limit too.
    """
    statement_timeout = integer("STATEMENT_TIMEOUT", 15_000)
    default_response_timeout = statement_timeout and min(statement_timeout + 5_000, MAX_TIMEOUT)
    session = {
        "statement_timeout": statement_timeout,
        "lock_timeout": integer("LOCK_TIMEOUT", 5_000),
        "idle_in_transaction_session_timeout": integer("IDLE_TIMEOUT", 60_000),
    }
    return {
        "connect_timeout": integer("CONNECT_TIMEOUT", 5),
        "tcp_user_timeout": 10_000,
        "response_timeout": integer("RESPONSE_TIMEOUT", default_response_timeout) / 1000 or None,
        "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
        # Django's default, made explicit: a prepared statement may get a generic plan that reads
        # a whole index, and does not survive a connection pooler. See `preparing_cursor`.
        "prepare_threshold": None,
    }


def database_config(
    url: str, var: Path, options: dict[str, Any], variable: str = "DATABASE_URL"
) -> dict[str, Any]:
    """The entry of `DATABASES` for `url`, or for the embedded database if `url` is empty.

    Options in `url`, which is in the environment as `variable`, override `options`. Raises
    ImproperlyConfigured for a URL of another kind of database, or with unknown options.
    """
    if not url:
        return {
            "ENGINE": ENGINE,
            "NAME": postgres.DATABASE,
            "USER": postgres.USER,
            "HOST": str(postgres.socket_directory(var)),
            "OPTIONS": options,
        }
    try:
        config = environ.Env.db_url_config(url) if url.startswith(DATABASE_SCHEMES) else {}
    except ValueError:
        config = {}
    url_options: dict[str, Any] = config.get("OPTIONS", {})
    if unknown := url_options.keys() - connection_parameters():
        raise ImproperlyConfigured(
            f"{variable} has options that libpq does not know: {', '.join(sorted(unknown))}."
        )
    if not config.get("NAME"):
        # The URL may contain a password, so it is not repeated here.
        raise ImproperlyConfigured(
            f"{variable} is not the URL of a PostgreSQL database. The format is "
            "postgresql://user:password@host:5432/name, with characters other than letters, "
            "digits and -._~ percent-encoded."
        )
    if pool_mode := url_options.get(POOL_MODE):
        if pool_mode not in POOL_MODES:
            raise ImproperlyConfigured(
                f"{variable} has {POOL_MODE}={pool_mode}. It must be one of "
                f"{', '.join(POOL_MODES)}, or be left out without a connection pooler."
            )
        # PgBouncer refuses them, and a session is not the client's own: see docs/operating.md.
        options = options | {"options": ""}
    return {**config, "ENGINE": ENGINE, "OPTIONS": options | url_options}


def connection_parameters() -> set[str]:
    """The options that a DATABASE_URL may have: those of libpq, and of this backend."""
    libpq = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    return libpq | {"prepare_threshold", "response_timeout", POOL_MODE}


def replica_configs(urls: str, var: Path, options: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The entries of `DATABASES` for replicas, whose URLs are separated by commas or blanks."""
    return {
        f"{REPLICA_PREFIX}{number}": database_config(url, var, options, "DATABASE_REPLICA_URLS")
        # Tests do not create databases for them.
        | {"TEST": {"MIRROR": DEFAULT_DB_ALIAS}}
        for number, url in enumerate(filter(None, re.split(r"[\s,]+", urls)), start=1)
    }


def installed_apps(text: str) -> list[str]:
    """A comma-separated list of Django apps. Raises ImproperlyConfigured if one is missing."""
    names = split_list(text)
    for name in names:
        if importlib.util.find_spec(name.partition(".")[0]) is None:
            raise ImproperlyConfigured(f"EXTRA_APPS names {name!r}, which is not installed.")
    return names
