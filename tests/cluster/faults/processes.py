"""Faults of components that are not nodes. supervisord starts again what was killed."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable

import psutil

from tests.chaos.world import ChaosError
from tests.cluster.world import ClusterWorld

FROZEN_SECONDS = 5


def kill(name: str) -> Callable[[ClusterWorld], None]:
    """A fault that kills a component with all its processes."""

    def cause(world: ClusterWorld) -> None:
        program = choose(world, name)
        kill_all(world.component(program))
        world.end_cause()
        world.wait_for(lambda: runs(world, program), f"{program} does not run")

    return cause


def freeze(name: str, seconds: float = FROZEN_SECONDS) -> Callable[[ClusterWorld], None]:
    """A fault that stops a component with all its processes for some seconds."""

    def cause(world: ClusterWorld) -> None:
        freeze_all(world.component(choose(world, name)), seconds)
        world.end_cause()

    return cause


def choose(world: ClusterWorld, name: str) -> str:
    """The name by which supervisord knows a component; one of the web processes."""
    return f"web:web{world.random.choice((1, 2))}" if name == "web" else name


def runs(world: ClusterWorld, program: str) -> bool:
    with contextlib.suppress(ChaosError, psutil.NoSuchProcess):
        return bool(world.component(program))
    return False


def kill_all(processes: Iterable[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def freeze_all(processes: list[psutil.Process], seconds: float) -> None:
    """Stop processes, and let them continue after some seconds."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.suspend()
    try:
        time.sleep(seconds)
    finally:
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()
