"""Starts a cluster again whenever it has stopped: after a crash, a full disk, a `pg_ctl stop`."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from hkinno.file_locks import exclusive, lock_file
from hkinno.service.postgres.cluster import Cluster
from hkinno.service.postgres.errors import PostgresError
from hkinno.service.postgres.postmaster import read_postmaster

CHECK_SECONDS = 0.5
START_SECONDS = 5  # a recovery that takes longer goes on, and is waited for in the next rounds
log = logging.getLogger(__name__)


@contextlib.contextmanager
def supervised(cluster: Cluster, turn: Path) -> Iterator[None]:
    """Keep `cluster` running during the block, in a thread.

    `turn` is the file whose lock admits one process to a start or a stop. A frozen server is left
    alone: it may have been stopped on purpose, and continues where it was.
    """
    end = threading.Event()
    thread = threading.Thread(
        target=keep_running, args=(replace(cluster, timeout=START_SECONDS), turn, end), daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def keep_running(cluster: Cluster, turn: Path, end: threading.Event) -> None:
    """Start `cluster` whenever it has no server, until `end` is set."""
    last_error = ""
    while not end.wait(CHECK_SECONDS):
        if read_postmaster(cluster.paths.data) is not None:
            continue
        try:
            with lock_file(turn) as file, exclusive(file):
                cluster.start()
        except (PostgresError, ImproperlyConfigured, OSError) as error:
            # Once, not twice a second while a disk is full.
            if str(error) != last_error:
                log.error("The embedded PostgreSQL has stopped and does not start: %s", error)
            last_error = str(error)
        else:
            log.warning("The embedded PostgreSQL had stopped and was started again.")
            last_error = ""
