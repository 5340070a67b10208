"""Exclusive locks between processes, held on files with `flock`.

The operating system releases the lock of a process that is killed.
"""

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.core.exceptions import ImproperlyConfigured


@contextlib.contextmanager
def lock_file(path: Path) -> Iterator[IO[str]]:
    """Open a file for locking, creating it if needed. Raises ImproperlyConfigured if that fails."""
    try:
        file = path.open("a")
    except OSError as error:
        raise ImproperlyConfigured(
            f"Cannot open {path}: {error.strerror}. Run this command as the account that created "
            "the file, or set VAR_DIR to a folder of your own."
        ) from error
    with file:
        yield file


@contextlib.contextmanager
def exclusive(file: IO[str]) -> Iterator[None]:
    """Hold an exclusive lock on `file` inside the block; waits until it is free."""
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
