"""Starts and stops the processes that are measured, and reads what they use."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil

from hkinno.service.postgres import DATABASE, USER, socket_directory
from hkinno.service.postgres.postmaster import read_postmaster
from hkinno.service.postgres.shared_cluster import cluster_for
from tests.live_service import ROOT, free_port, status_of

START_SECONDS = 120
DRF_SETTINGS = "tests.benchmark.peers.drf_settings"

# What hkinno is measured as, by the settings that differ: the default, and with a revision that may
# be a second old.
VARIANTS = {
    "hkinno": {},
    "hkinno-stale": {"HKINNO_STALENESS_MS": "1000"},
}


class Server:
    """A running web server with its worker processes."""

    def __init__(self, name: str, var: Path, variables: Mapping[str, str]) -> None:
        self.name, self.port = name, free_port()
        environment = {
            "DB_HOST": str(socket_directory(var)),
            "DB_USER": USER,
            "DB_NAME": DATABASE,
        }
        if name == "drf":
            environment["DJANGO_SETTINGS_MODULE"] = DRF_SETTINGS
        module = "hkinno" if name in VARIANTS else name
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmark.serve", module, str(self.port)],
            cwd=ROOT,
            env={**os.environ, "PORT": str(self.port), **environment, **variables},
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self) -> None:
        """Raises TimeoutError if it does not answer in time."""
        start = time.monotonic()
        while status_of(self.port, "/healthz") != 200:
            if time.monotonic() - start > START_SECONDS or self.process.poll() is not None:
                raise TimeoutError(f"{self.name} did not start")
            time.sleep(0.05)

    def processes(self) -> list[psutil.Process]:
        main = psutil.Process(self.process.pid)
        return [main, *main.children(recursive=True)]

    def cpu_seconds(self) -> float:
        return sum(map(cpu_of, self.processes()))

    def worker_memory(self) -> int:
        """The bytes of memory of the largest worker that no other process shares."""
        return max(process.memory_full_info().uss for process in self.processes()[1:])

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)


@contextlib.contextmanager
def running(name: str, var: Path, **variables: str) -> Iterator[Server]:
    """A server that is ready, and is stopped after the block."""
    server = Server(name, var, variables)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


class Postgres:
    """The processes of the embedded PostgreSQL."""

    def __init__(self, var: Path) -> None:
        postmaster = read_postmaster(cluster_for(var, {}).paths.data)
        assert postmaster
        self.process = psutil.Process(postmaster.pid)

    def cpu_seconds(self) -> float:
        """Of all of its processes, those that have ended included."""
        times = self.process.cpu_times()
        ended = times.children_user + times.children_system
        return ended + sum(map(cpu_of, [self.process, *self.process.children()]))


def cpu_of(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0
