"""Faults of PostgreSQL."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg

from hkinno.service.postgres.shared_cluster import cluster_for
from tests.chaos.world import ChaosError, World

FROZEN_SECONDS = 30
LOCKED_SECONDS = 8
FULL_SECONDS = 8
HELD_SECONDS = 5
# Requests wait for a frozen database for RESPONSE_TIMEOUT, and the check of the connection before.
LIMIT_SECONDS = 20 + 5 + 2


def terminate_all(world: World) -> None:
    with world.connect() as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where pid <> pg_backend_pid() and backend_type = 'client backend'"
        )
    world.end_cause()


def stop_fast(world: World) -> None:
    signal_postmaster(world, signal.SIGINT)


def stop_immediate(world: World) -> None:
    signal_postmaster(world, signal.SIGQUIT)


def signal_postmaster(world: World, number: int) -> None:
    """Recovery counts from the moment at which PostgreSQL, started again, accepts connections."""
    server, start = world.postmaster(), time.monotonic()
    server.send_signal(number)
    wait_for_restart(world, [server], start)


def kill(world: World) -> None:
    server, start = world.postmaster(), time.monotonic()
    processes = [server, *server.children(recursive=True)]
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    wait_for_restart(world, processes, start)


def wait_for_restart(world: World, processes: list[psutil.Process], start: float) -> None:
    psutil.wait_procs(processes, timeout=60)
    try:
        world.wait_for_database()
    except ChaosError:
        # Somebody has to, for the faults that follow.
        cluster_for(world.service.var, {}).start()
        world.end_cause()
        raise
    world.end_cause()
    world.notes.append(f"PostgreSQL accepted connections after {time.monotonic() - start:.1f} s")


def freeze(world: World) -> None:
    start = time.monotonic()
    server = world.postmaster()
    processes = [server, *server.children(recursive=True)]
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.suspend()
    with contextlib.suppress(psutil.TimeoutExpired):
        server.wait(FROZEN_SECONDS)
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.resume()
    world.end_cause()
    require_answers(world, start)


def require_answers(world: World, start: float) -> None:
    """Raises ChaosError if a request took longer than the limit, or none got 503.

    What it did before the fault does not count: a login computes for seconds on a busy machine.
    """
    items = world.load.observations.since(start)
    for item in items:
        seconds = min(item.seconds, item.ended - start)
        if seconds > LIMIT_SECONDS:
            raise ChaosError(f"{item.target} took {seconds:.0f} s, with status {item.status}")
    if not any(item.status == 503 for item in items):
        raise ChaosError("no request was answered with 503")


def exhaust(world: World) -> None:
    connections: list[psycopg.Connection] = []
    with contextlib.suppress(psycopg.OperationalError):
        while True:
            connections.append(world.connect())
    # Those of the service, too, as after a restart of its workers.
    with contextlib.suppress(IndexError):
        connections[0].execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name <> '' or usename <> 'postgres'"
        )
    with contextlib.suppress(psycopg.OperationalError):
        while True:
            connections.append(world.connect())
    time.sleep(HELD_SECONDS)
    for connection in connections:
        connection.close()
    world.end_cause()


def lock_table(world: World) -> None:
    start = time.monotonic()
    with world.connect() as connection, connection.transaction():
        connection.execute("lock table registry_record in access exclusive mode")
        time.sleep(LOCKED_SECONDS)
    world.end_cause()
    require_answers(world, start)


@contextlib.contextmanager
def ballast(folder: Path) -> Iterator[None]:
    """Leave no space in the file system of a folder during the block."""
    path = folder / "ballast"
    with contextlib.suppress(OSError), path.open("wb") as file:
        for size in (1 << 20, 1 << 12):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * size)
                    file.flush()
    try:
        yield
    finally:
        path.unlink()


def fill_disk(world: World) -> None:
    """The file system of the database has a limited size, see `__main__`."""
    with ballast(world.service.var):
        # A write that does not fit into the log that is there.
        with contextlib.suppress(psycopg.Error), world.connect() as connection:
            connection.execute(
                "create table filler as select repeat('x', 1000) from generate_series(1, 60000)"
            )
        time.sleep(FULL_SECONDS)
    world.wait_for_database()
    world.end_cause()
    with world.connect() as connection:
        connection.execute("drop table if exists filler")
