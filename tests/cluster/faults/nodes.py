"""Faults of the nodes: PostgreSQL, Patroni, etcd, their network and their disks."""

from __future__ import annotations

import contextlib
import time

import psutil
import psycopg

from tests.chaos.faults.database import ballast
from tests.cluster import network
from tests.cluster.faults.processes import freeze_all, kill_all
from tests.cluster.world import ClusterWorld

# Longer than Patroni's ttl, so that the primary is replaced.
LONG_SECONDS = 15
FULL_SECONDS = 10


def patroni(world: ClusterWorld, node: int) -> list[psutil.Process]:
    return world.processes(f"/node{node}/patroni.yml")


def postgresql(world: ClusterWorld, node: int) -> list[psutil.Process]:
    return world.processes(f"/node{node}/data")


def etcd(world: ClusterWorld, node: int) -> list[psutil.Process]:
    return world.processes(f"/node{node}/etcd.yml")


def kill_node(world: ClusterWorld, node: int) -> None:
    kill_all([*patroni(world, node), *postgresql(world, node)])
    world.end_cause()


def kill_primary(world: ClusterWorld) -> None:
    kill_node(world, world.primary())


def kill_replica(world: ClusterWorld) -> None:
    kill_node(world, world.node("replica"))


def kill_postgresql(world: ClusterWorld) -> None:
    kill_all(postgresql(world, world.primary()))
    world.end_cause()


def kill_patroni(world: ClusterWorld) -> None:
    kill_all(world.processes(f"/node{world.primary()}/patroni.yml"))
    world.end_cause()


def kill_etcd(world: ClusterWorld) -> None:
    kill_all(etcd(world, world.etcd_leader()))
    world.end_cause()


def freeze_node(world: ClusterWorld, node: int) -> None:
    freeze_all([*patroni(world, node), *postgresql(world, node)], LONG_SECONDS)
    world.end_cause()


def freeze_primary(world: ClusterWorld) -> None:
    freeze_node(world, world.primary())


def freeze_standby(world: ClusterWorld) -> None:
    freeze_node(world, world.node("sync_standby"))


def freeze_patroni(world: ClusterWorld) -> None:
    """PostgreSQL goes on, and must not acknowledge what the new primary does not have."""
    freeze_all(patroni(world, world.primary()), LONG_SECONDS)
    world.end_cause()


def freeze_etcd(world: ClusterWorld) -> None:
    freeze_all(etcd(world, world.etcd_leader()), LONG_SECONDS)
    world.end_cause()


def cut_off(world: ClusterWorld, node: int) -> None:
    network.cut_off(node)
    try:
        time.sleep(LONG_SECONDS)
    finally:
        network.connect(node)
    world.end_cause()


def cut_off_primary(world: ClusterWorld) -> None:
    cut_off(world, world.primary())


def cut_off_standby(world: ClusterWorld) -> None:
    cut_off(world, world.node("sync_standby"))


def fill_disk(world: ClusterWorld, node: int) -> None:
    """The file system of each node has a limited size."""
    with ballast(world.cluster.layout.folder / f"node{node}"):
        time.sleep(FULL_SECONDS)
    world.end_cause()


def fill_primary(world: ClusterWorld) -> None:
    fill_disk(world, world.primary())


def fill_replica(world: ClusterWorld) -> None:
    fill_disk(world, world.node("replica"))


def delay_replica(world: ClusterWorld) -> None:
    node = world.node("replica", "sync_standby")
    set_delay(world, node, "10s")
    try:
        time.sleep(LONG_SECONDS)
    finally:
        set_delay(world, node, "0")
    world.end_cause()


def set_delay(world: ClusterWorld, node: int, delay: str) -> None:
    with contextlib.suppress(psycopg.OperationalError), world.connect(node) as connection:
        connection.execute(f"alter system set recovery_min_apply_delay = '{delay}'")
        connection.execute("select pg_reload_conf()")
