"""What operators do while the cluster runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx

from deploy.is_ready import is_ready
from tests.chaos.world import ChaosError
from tests.cluster.network import NETWORK
from tests.cluster.world import ClusterWorld
from tests.later_version import column, create_version


def switch_over(world: ClusterWorld) -> None:
    """As `patronictl switchover`, which asks the same address."""
    old, new = world.primary(), world.node("sync_standby")
    response = httpx.post(
        f"http://{NETWORK}.{old}:8008/switchover",
        json={"leader": f"node{old}", "candidate": f"node{new}"},
        timeout=60,
    )
    world.end_cause()
    if response.status_code != 200:
        raise ChaosError(f"switchover: {response.status_code} {response.text}")


def upgrade(world: ClusterWorld) -> None:
    """Expand with the next version, replace one web process after the other, contract.

    Web processes that start later are of the release that contracts.
    """
    number, folder = world.version + 1, world.cluster.layout.folder / "versions"
    newer = create_version(number, folder / str(number))
    migrate(world, newer)
    world.run_version(number, newer)
    for web, versions in ((1, (number, number - 1)), (2, (number, number))):
        world.cluster.control("restart", f"web:web{web}")
        host = f"{NETWORK}.1{web}"
        world.wait_for(lambda host=host: is_ready("8000", host), f"web{web} is not ready")
        require_columns(versions)
    contracted = create_version(number, folder / f"{number}-contracted", contracted=True)
    world.run_version(number, contracted)
    migrate(world, contracted)
    world.end_cause()


def migrate(world: ClusterWorld, version: Path) -> None:
    """Apply the migrations of a version. Raises ChaosError if that fails."""
    values = world.cluster.values
    environment = {name: values[name] for name in ("DATABASE_URL", "SECRET_KEY")}
    completed = subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"],
        cwd=version,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if completed.returncode:
        raise ChaosError(completed.stderr[-500:])


def require_columns(versions: Sequence[int]) -> None:
    """Raise ChaosError if the web processes do not show the columns of their versions."""
    for web, number in enumerate(versions, 1):
        url = f"http://{NETWORK}.1{web}:8000/api/v1/events/?page_size=1"
        response = httpx.get(url, headers={"Host": "127.0.0.1:8080"}, timeout=30)
        columns = {name for name in response.json()["results"][0] if name.startswith("addition")}
        if columns != ({column(number)} if number else set()):
            raise ChaosError(f"web{web}, version {number}, shows {columns or 'no column'}")
