"""Faults of the service's own processes."""

from __future__ import annotations

import contextlib
import shutil
import signal
import time

import psutil

from tests.chaos.world import ChaosError, World
from tests.live_service import LiveService

FROZEN_SECONDS = 20
RELOAD_SECONDS = 90
STOP_SECONDS = 18  # 15 for requests in progress, and the database


def kill_worker(world: World) -> None:
    number = len(world.workers())
    world.random.choice(world.workers()).kill()
    world.end_cause()
    world.wait_for_workers(number)


def freeze_worker(world: World) -> None:
    """Nobody wakes the worker: the service has to replace it."""
    number, worker = len(world.workers()), world.random.choice(world.workers())
    worker.suspend()
    try:
        with contextlib.suppress(psutil.TimeoutExpired):
            worker.wait(FROZEN_SECONDS)
        if worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE:
            raise ChaosError(f"the frozen worker was not replaced within {FROZEN_SECONDS} s")
    finally:
        with contextlib.suppress(psutil.NoSuchProcess):
            worker.resume()
        world.end_cause()
    world.wait_for_workers(number)


def reload(world: World) -> None:
    """SIGHUP replaces the workers one after the other, and no request fails."""
    start, old = time.monotonic(), {worker.pid for worker in world.workers()}
    world.service.process.send_signal(signal.SIGHUP)
    while old & {worker.pid for worker in world.workers()}:
        world.require_process()
        if time.monotonic() > start + RELOAD_SECONDS:
            raise ChaosError(f"workers were not replaced within {RELOAD_SECONDS} s")
        time.sleep(0.1)
    world.wait_for_workers(len(old))
    time.sleep(2)  # the new ones have requests
    world.end_cause()
    if failed := [item for item in world.load.observations.since(start) if not item.is_success]:
        raise ChaosError(f"{len(failed)} requests failed")


def replace(world: World) -> None:
    """Start a second instance, move the traffic to it, then stop the first."""
    service = world.service
    new = LiveService(service.folder, **service.variables)
    new.start()
    new.wait_until_ready()
    world.load.port = new.port
    time.sleep(1)  # for requests in progress
    status = service.stop()
    service.replace_by(new)
    world.end_cause()
    if status != 0:
        raise ChaosError(f"exit status {status}")


def stop(world: World) -> None:
    start = time.monotonic()
    status = world.service.stop()
    seconds = time.monotonic() - start
    world.service.start()
    world.service.wait_until_ready()
    world.end_cause()
    world.notes.append(f"stopped in {seconds:.1f} s")
    if status != 0:
        raise ChaosError(f"exit status {status}")
    if seconds > STOP_SECONDS:
        raise ChaosError(f"stopped after {seconds:.0f} s")


def kill_main(world: World) -> None:
    """The supervisor of the machine, such as systemd, starts the service again: here, we do."""
    children = psutil.Process(world.service.process.pid).children(recursive=True)
    world.service.process.send_signal(signal.SIGKILL)
    world.service.process.wait()
    _gone, orphans = psutil.wait_procs([child for child in children if is_web(child)], timeout=10)
    start = time.monotonic()
    if not orphans:
        world.service.start()
        world.service.wait_until_ready()
    world.end_cause()
    world.notes.append(f"started in {time.monotonic() - start:.1f} s")
    if orphans:
        for orphan in orphans:
            orphan.kill()
        psutil.wait_procs(orphans)
        world.service.start()
        world.service.wait_until_ready()
        world.end_cause()
        raise ChaosError(f"{len(orphans)} orphans kept the port {world.service.port}")


def is_web(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return "python" in process.name()
    return False


def corrupt_dump(world: World) -> None:
    """The dump that `/api/v1/dump/` serves is garbage."""
    folder = world.service.var / "dump"
    folder.mkdir(exist_ok=True)
    current = folder / "current"
    current.write_text("garbage")
    statuses = {path: world.service.status(path) for path in ("/api/v1/dump/", "/api/v1/")}
    shutil.rmtree(folder)
    world.end_cause()
    if max(statuses.values()) >= 500 or 0 in statuses.values():
        raise ChaosError(f"{statuses}")
