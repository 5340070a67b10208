"""Reads the state of a cluster's server from its data directory."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hkinno.service.postgres.errors import PostgresError

POLL_SECONDS = 0.02
PID_LINE, STATUS_LINE = 0, 7


@dataclass(frozen=True)
class Postmaster:
    """A running server. `status` is `starting`, `ready` or `stopping`."""

    pid: int
    status: str


def read_postmaster(data: Path, processes: Path = Path("/proc")) -> Postmaster | None:
    """The server that runs the cluster in `data`, or None.

    A killed server leaves its PID file behind, and another process may have its PID by now: where
    there is a `/proc`, the working directory of the process must be `data`.
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


def send_signal(data: Path, number: signal.Signals, processes: Path = Path("/proc")) -> bool:
    """Send a signal to the server in `data` and its backends, dead or alive.

    They are the processes whose working directory is `data`. Returns whether there were any;
    without a `/proc` none is found.
    """
    pids = []
    for process in processes.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").samefile(data):
                os.kill(int(process.name), number)
                pids.append(process.name)
    return bool(pids)


def kill_orphans(data: Path, seconds: float) -> None:
    """Kill what a killed server left running in `data`, as it would prevent a new one's start.

    A backend notices the death of its server only after its statement. Killing it is safe: the
    new server recovers from the log, as after any crash.
    """
    deadline = time.monotonic() + seconds
    while send_signal(data, signal.SIGKILL) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def wait_for(data: Path, condition: Callable[[Postmaster | None], bool], seconds: float) -> bool:
    """Wait until the server in `data` meets `condition`; False if it did not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition(read_postmaster(data)):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def is_running(data: Path, seconds: float) -> bool:
    """Whether the server in `data` is ready, after waiting for a start or stop in progress.

    Raises PostgresError if that takes longer than `seconds`.
    """
    if not wait_for(data, lambda server: server is None or server.status == "ready", seconds):
        raise PostgresError(
            f"PostgreSQL in {data} is still starting or stopping after {seconds:.0f} s. "
            "See the file `log` next to that directory."
        )
    return read_postmaster(data) is not None
