"""Exclusive locks between processes, held on files with `flock`.

The operating system releases the lock of a process that is killed.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.core.exceptions import ImproperlyConfigured


@contextlib.contextmanager
def lock_file(path: Path) -> Iterator[IO[str]]:
    """Open a file for locking, creating it if needed.

    Whoever can open a file can lock it, if only for reading: the file is closed to other accounts.
    Raises ImproperlyConfigured if it cannot be opened or belongs to another account.
    """
    advice = (
        "Run this command as the account that created the file, or set VAR_DIR to a folder of your "
        "own."
    )
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise ImproperlyConfigured(f"Cannot open {path}: {error.strerror}. {advice}") from error
    with os.fdopen(descriptor, "r+") as file:
        owner = os.fstat(descriptor).st_uid
        if owner not in (os.geteuid(), path.parent.stat().st_uid):
            raise ImproperlyConfigured(f"{path} belongs to account {owner}. {advice}")
        os.fchmod(descriptor, 0o600)
        yield file


@contextlib.contextmanager
def exclusive(file: IO[str]) -> Iterator[None]:
    """Hold an exclusive lock on `file` inside the block; waits until it is free."""
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
