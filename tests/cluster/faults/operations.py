"""What operators do while the cluster runs."""

from __future__ import annotations

import httpx
import psycopg

from deploy.is_ready import is_ready
from tests.chaos.world import ChaosError
from tests.cluster.network import NETWORK
from tests.cluster.world import ClusterWorld


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
    """Expand, replace one web process after the other, contract."""
    change(world, "add column if not exists cluster_test text")
    for number in (1, 2):
        world.cluster.control("restart", f"web:web{number}")
        host = f"{NETWORK}.1{number}"
        world.wait_for(lambda host=host: is_ready("8000", host), f"web{number} is not ready")
    change(world, "drop column if exists cluster_test")
    world.end_cause()


def change(world: ClusterWorld, text: str) -> None:
    """Change a table, without making requests wait for the lock."""

    def is_changed() -> bool:
        try:
            with world.connect() as connection:
                connection.execute("set lock_timeout = '100ms'")
                connection.execute(f"alter table registry_record {text}")
        except psycopg.errors.LockNotAvailable:
            return False
        return True

    world.wait_for(is_changed, "the table was not changed")
