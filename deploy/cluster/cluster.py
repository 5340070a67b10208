"""Starts and stops a cluster on this machine."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from deploy.cluster.configuration import NODES, Layout, variables, write_configuration
from deploy.cluster.requirements import (
    SEARCHED,
    RequirementError,
    find_programs,
    postgres_directories,
    require_free,
)
from deploy.is_ready import is_ready

START_SECONDS = 240
STOP_SECONDS = 60
LOG_LINES = 15


class Cluster:
    """The processes of a cluster, run by supervisord, with their files in `layout.folder`."""

    def __init__(self, layout: Layout, programs: dict[str, str], values: dict[str, str]) -> None:
        self.layout, self.programs, self.values = layout, programs, values
        self.configuration = str(layout.folder / "supervisord.conf")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start supervisord, which ends when this process does. Does not wait for it."""
        supervisord = [sys.executable, "-m", "supervisor.supervisord", "-c", self.configuration]
        self.process = subprocess.Popen(
            # Ctrl-C is for this process only, which then stops the others in order.
            [self.programs["setpriv"], "--pdeathsig", "TERM", *supervisord],
            start_new_session=True,
        )

    def control(self, *arguments: str) -> str:
        """What supervisorctl prints for a command."""
        command = [sys.executable, "-m", "supervisor.supervisorctl", "-c", self.configuration]
        return subprocess.run(
            [*command, *arguments], capture_output=True, text=True, check=False
        ).stdout

    def wait_until_ready(self, seconds: float = START_SECONDS) -> None:
        """Wait until nginx passes requests on to a service that is ready.

        Raises RequirementError with the last lines of the logs if that takes too long.
        """
        (host, port), deadline = self.layout.http, time.monotonic() + seconds
        while self.is_running() and time.monotonic() < deadline:
            if is_ready(str(port), host):
                return
            time.sleep(0.2)
        raise RequirementError(f"The cluster did not start.\n{self.last_lines()}")

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def last_lines(self) -> str:
        """The last lines of every log."""
        logs = sorted(self.layout.folder.glob("*.log"))
        return "\n".join(
            f"--- {log.name}\n" + "\n".join(log.read_text().splitlines()[-LOG_LINES:])
            for log in logs
        )

    def stop(self) -> None:
        """Stop every process, also those of PostgreSQL whose Patroni was killed."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
        for node in NODES:
            data = str(self.layout.folder / f"node{node}" / "data")
            command = [self.programs["pg_ctl"], "stop", "-m", "immediate", "-D", data]
            enter = self.values["ENTER"].split()
            subprocess.run([*enter, *command], capture_output=True, check=False)


@contextlib.contextmanager
def cluster(layout: Layout, **values: str) -> Iterator[Cluster]:
    """A cluster with its files in `layout.folder`; `values` replace those of the templates.

    It is stopped and its folder removed after the block. Raises RequirementError if the machine
    lacks something, or an address is in use.
    """
    programs = find_programs([*postgres_directories(), *SEARCHED])
    require_free(layout.addresses())
    layout.folder.mkdir(mode=0o711, exist_ok=True)
    all_values = variables(layout, programs) | values
    running = Cluster(layout, programs, all_values)
    try:
        write_configuration(layout, all_values)
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(layout.folder, ignore_errors=True)


def new_folder() -> Path:
    """A folder for a cluster, short enough for the path of a socket. It is not created."""
    return Path(f"/tmp/hkinno-cluster-{int(time.time() * 1000)}")
