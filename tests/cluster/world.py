"""The cluster under load, as its own components see it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil
import psycopg

from deploy.cluster.cluster import Cluster
from tests.chaos.world import ChaosError, LoadedWorld
from tests.cluster.clients import TABLE, ClusterLoad
from tests.cluster.network import NETWORK, NODES

T = TypeVar("T")

MEMBER_SECONDS = 120


@dataclass
class ClusterWorld(LoadedWorld):
    """The cluster and the load on it."""

    load: ClusterLoad
    cluster: Cluster
    version: int = field(default=0, init=False)  # 0 is this tree

    def connect(self, node: int | None = None, database: str = "hkinno") -> psycopg.Connection:
        """A connection as a superuser to a node, or else to the primary by way of HAProxy."""
        host, port = (f"{NETWORK}.{node}", 5432) if node else (f"{NETWORK}.10", 5000)
        return psycopg.connect(
            host=host,
            port=port,
            dbname=database,
            user="postgres",
            password=self.cluster.values["SUPERUSER_PASSWORD"],
            autocommit=True,
            connect_timeout=2,
        )

    def members(self) -> list[dict[str, Any]]:
        """What Patroni says of its members; empty if no node answers."""
        for node in NODES:
            with contextlib.suppress(httpx.HTTPError):
                return httpx.get(f"http://{NETWORK}.{node}:8008/cluster", timeout=1).json()[
                    "members"
                ]
        return []

    def node(self, *roles: str) -> int:
        """The number of the first node in one of the roles. Raises ChaosError if none gets one."""

        def numbers() -> list[int]:
            members = [member for member in self.members() if member["role"] in roles]
            return [int(member["name"].removeprefix("node")) for member in members]

        return self.wait_for(numbers, f"no node is {' or '.join(roles)}")[0]

    def primary(self) -> int:
        return self.node("leader")

    def etcd_leader(self) -> int:
        """The number of the node with etcd's leader. Raises ChaosError if none becomes it."""
        return self.wait_for(self.etcd_leaders, "etcd has no leader")[0]

    def etcd_leaders(self) -> list[int]:
        leaders = []
        for node in NODES:
            with contextlib.suppress(httpx.HTTPError):
                url = f"http://{NETWORK}.{node}:2379/v3/maintenance/status"
                status = httpx.post(url, json={}, timeout=2).json()
                if status.get("leader") == status["header"]["member_id"]:
                    leaders.append(node)
        return leaders

    def processes(self, *words: str) -> list[psutil.Process]:
        """The processes whose command line contains all words, with their children."""
        found: dict[int, psutil.Process] = {}
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.NoSuchProcess):
                command = " ".join(process.cmdline())
                if all(word in command for word in words) and "supervisord" not in command:
                    found[process.pid] = process
                    found |= {child.pid: child for child in process.children(recursive=True)}
        return list(found.values())

    def component(self, name: str) -> list[psutil.Process]:
        """The processes of a program of supervisord, such as `haproxy` or `web:web1`."""
        number = self.cluster.control("pid", name).strip()
        if not number.isdigit() or number == "0":
            raise ChaosError(f"{name} does not run: {number}")
        process = psutil.Process(int(number))
        return [process, *process.children(recursive=True)]

    def run_version(self, number: int, folder: Path) -> None:
        """Let web processes run the version in `folder` from their next start on."""
        link = Path(self.cluster.values["PROJECT"])
        new = link.with_name("new-version")
        new.symlink_to(folder)
        new.replace(link)
        self.version = number

    def wait_for(self, condition: Callable[[], T], text: str) -> T:
        """Wait until something is so, and return it. Raises ChaosError if it takes too long."""
        start = time.monotonic()
        while not (value := condition()):
            if time.monotonic() > start + MEMBER_SECONDS:
                members = [f"{m['name']} {m['role']} {m['state']}" for m in self.members()]
                raise ChaosError(f"{text} after {MEMBER_SECONDS} s: {', '.join(members)}")
            time.sleep(0.2)
        return value

    def is_complete(self) -> bool:
        """Whether there are a primary and two replicas, one of them synchronous."""
        members = [m for m in self.members() if m["state"] in ("running", "streaming")]
        roles = sorted(member["role"] for member in members)
        timelines = {member.get("timeline") for member in members}
        return roles == ["leader", "replica", "sync_standby"] and len(timelines) == 1

    def wait_until_healthy(self, seconds: float = MEMBER_SECONDS) -> None:
        """Also all nodes are back, and rows are written. Raises ChaosError if not."""
        self.wait_for(self.is_complete, "the cluster is not complete")
        self.wait_for(self.commits_succeed, "no rows are written")
        super().wait_until_healthy(seconds)

    def commits_succeed(self) -> bool:
        recent = self.load.commits.since(time.monotonic() - 1)
        return bool(recent) and all(item.is_success for item in recent)

    def read(self, query: Callable[[psycopg.Connection], T]) -> T:
        """The result of a query of the primary; again, if it is replaced in between."""
        results: list[T] = []

        def is_read() -> bool:
            with contextlib.suppress(psycopg.OperationalError), self.connect() as connection:
                results.append(query(connection))
            return bool(results)

        self.wait_for(is_read, "the primary cannot be read")
        return results[0]


def row_counts(connection: psycopg.Connection) -> dict[str, int]:
    """The rows of the writers, with the number of times that each is there."""
    query = f"select writer || '-' || number, count(*) from {TABLE} group by 1"
    return dict(connection.execute(query).fetchall())
