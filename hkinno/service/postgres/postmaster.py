"""Reads from a cluster's folder whether its server runs, and waits for what it becomes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hkinno.service.postgres.errors import PostgresError

PAUSE = 0.02
PID_LINE, STATUS_LINE = 0, 7


@dataclass(frozen=True)
class Postmaster:
    """A running server: its process, and `starting`, `ready` or `stopping`."""

    pid: int
    status: str


def postmaster_of(data: Path, processes: Path = Path("/proc")) -> Postmaster | None:
    """The server that runs the cluster in `data`; None where there is none.

    A killed server leaves its file behind, and its number may be somebody else's by now. Where
    `processes` tells, the server is the one that works in `data`.
    """
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid = int(lines[PID_LINE])
        os.kill(pid, 0)
        if processes.is_dir() and not (processes / str(pid) / "cwd").samefile(data):
            return None
    except (OSError, ValueError, IndexError):
        return None
    return Postmaster(pid, lines[STATUS_LINE].strip() if len(lines) > STATUS_LINE else "starting")


def wait_for(data: Path, wanted: Callable[[Postmaster | None], bool], seconds: float) -> bool:
    """Wait until the state of the server in `data` is `wanted`; say whether it was in time."""
    end = time.monotonic() + seconds
    while not wanted(postmaster_of(data)):
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True


def is_running(data: Path, seconds: float) -> bool:
    """Whether the server in `data` answers, once a start or a stop under way has ended."""
    if not wait_for(data, lambda found: found is None or found.status == "ready", seconds):
        raise PostgresError(
            f"The PostgreSQL in {data} has been starting or stopping for {seconds:.0f} s. "
            "See the log beside that folder."
        )
    return postmaster_of(data) is not None
