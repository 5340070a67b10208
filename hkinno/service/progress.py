"""Announces the steps of a start, with their times if `VERBOSE` is set."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator

Write = Callable[[str], object]


@contextlib.contextmanager
def step(message: str, write: Write) -> Iterator[None]:
    """Write `message` before the block, and with `VERBOSE` the seconds it took after it."""
    write(message)
    start = time.perf_counter()
    yield
    if os.environ.get("VERBOSE"):
        write(f"  {time.perf_counter() - start:.1f} s")
