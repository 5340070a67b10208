"""Files by which processes wait for each other; the system unlocks what a killed one held."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from hkinno.service.postgres.errors import PostgresError


@contextlib.contextmanager
def lock_file(path: Path) -> Iterator[IO[str]]:
    """Open the file at `path` for locking; what is in it does not matter."""
    try:
        file = path.open("a")
    except OSError as fault:
        raise PostgresError(
            f"{path} cannot be opened: {fault.strerror}. Run this as the account that made it, "
            "or name a folder of your own in VAR_DIR."
        ) from fault
    with file:
        yield file


@contextlib.contextmanager
def exclusive(file: IO[str]) -> Iterator[None]:
    """Be the only process that has `file` while the block runs."""
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
