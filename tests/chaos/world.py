"""The service under load that faults act on."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psutil
import psycopg

from hkinno.service.postgres.postmaster import read_postmaster
from hkinno.service.postgres.shared_cluster import cluster_for
from tests.chaos.clients import Load
from tests.live_service import LiveService

RESTART_SECONDS = 60
QUIET_SECONDS = 2


class ChaosError(Exception):
    """The service did not do what the fault expects of it."""


@dataclass
class LoadedWorld:
    """Something under load. `random` makes the choices of the faults."""

    load: Load
    random: Random
    cause_ended: float = field(default=0, init=False)
    notes: list[str] = field(default_factory=list, init=False)
    is_healthy: bool = field(default=False, init=False)

    def end_cause(self) -> None:
        """Note that the cause has ended, from which recovery is counted."""
        self.cause_ended = time.monotonic()

    def require_process(self) -> None:
        """Raise ChaosError if what is under load has ended."""

    def wait_until_healthy(self, seconds: float = RESTART_SECONDS) -> None:
        """Wait until no client has failed for a while. Raises ChaosError if some still do."""
        start, self.is_healthy = time.monotonic(), False
        while time.monotonic() < start + seconds:
            time.sleep(0.1)
            self.require_process()
            recent = self.load.observations.since(max(start, time.monotonic() - QUIET_SECONDS))
            is_healthy = len(recent) > 3 and all(item.is_success for item in recent)
            if is_healthy and time.monotonic() > start + QUIET_SECONDS:
                self.is_healthy = True
                return
        recent = self.load.observations.since(time.monotonic() - QUIET_SECONDS)
        failed = Counter((item.request, item.status) for item in recent if not item.is_success)
        raise ChaosError(f"requests still fail after {seconds:.0f} s: {dict(failed)}")


@dataclass
class World(LoadedWorld):
    """The service, its database and the load on it."""

    service: LiveService

    def data_directory(self) -> Path:
        return cluster_for(self.service.var, {}).paths.data

    def connect(self) -> psycopg.Connection:
        """A connection to the database, as the account that owns the cluster."""
        socket = str(cluster_for(self.service.var, {}).paths.socket)
        return psycopg.connect(
            host=socket, user="postgres", dbname="hkinno", autocommit=True, connect_timeout=2
        )

    def postmaster(self) -> psutil.Process:
        """The main process of PostgreSQL. Raises ChaosError if it does not run."""
        server = read_postmaster(self.data_directory())
        if server is None:
            raise ChaosError("PostgreSQL does not run")
        return psutil.Process(server.pid)

    def wait_for_database(self, seconds: float = RESTART_SECONDS) -> None:
        """Wait until PostgreSQL accepts connections. Raises ChaosError if it does not."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(psycopg.OperationalError), self.connect():
                return
            time.sleep(0.02)
        raise ChaosError(f"PostgreSQL was not started again within {seconds:.0f} s")

    def workers(self) -> list[psutil.Process]:
        """The processes that serve requests."""
        _main, *children = self.service.processes()
        return [child for child in children if not is_helper(child)]

    def wait_for_workers(self, number: int, seconds: float = RESTART_SECONDS) -> None:
        """Wait until `number` workers run. Raises ChaosError if they are not replaced."""
        deadline = time.monotonic() + seconds
        self.require_process()
        while len(self.workers()) < number:
            self.require_process()
            if time.monotonic() > deadline:
                raise ChaosError(f"{len(self.workers())} of {number} workers run")
            time.sleep(0.05)

    def require_process(self) -> None:
        """Raise ChaosError, and start the service again, if it has ended."""
        status = self.service.process.poll()
        if status is not None:
            self.service.start()
            self.service.wait_until_ready()
            raise ChaosError(f"the service ended with status {status}")


def is_helper(process: psutil.Process) -> bool:
    """Whether a process is one of multiprocessing's own, or has ended."""
    try:
        command = " ".join(process.cmdline())
        return process.status() == psutil.STATUS_ZOMBIE or "resource_tracker" in command
    except psutil.NoSuchProcess:
        return True
