"""Which database the default connection of a thread leads to."""

import contextlib
from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, connections


@contextlib.contextmanager
def default_connection(alias: str) -> Iterator[None]:
    """Let all that uses the default connection of this thread use that of `alias` in the block."""
    if alias == DEFAULT_DB_ALIAS:
        yield
        return
    primary = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[alias]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary
