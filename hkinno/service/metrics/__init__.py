"""`/metrics` for Prometheus, summed over the worker processes (docs/operating.md).

`requests` counts what each process does, `state` reads the database and the processes when asked,
`views` decides who may ask. Workers write to files in one directory, which `shared_directory`
creates before they start.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

DIRECTORY_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # of prometheus_client, read when it is imported


@contextmanager
def shared_directory() -> Iterator[None]:
    """Let the processes started during the block share their metrics."""
    with tempfile.TemporaryDirectory(prefix="hkinno-metrics-") as directory:
        os.environ[DIRECTORY_VARIABLE] = directory
        try:
            yield
        finally:
            del os.environ[DIRECTORY_VARIABLE]
