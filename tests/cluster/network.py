"""A network namespace for each node, in one for the whole test.

The command runs itself again in namespaces of its own (network, mounts, processes): whatever ends
it, they take every process, mount and interface of the test with them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NETWORK = "10.20.20"
NODES = (1, 2, 3)
# Of HAProxy and PgBouncer, and of the web processes.
FRONT = (10, 11, 12)
FOLDER = "HKINNO_CLUSTER_TEST"
DISK_MEGABYTES = 900


def run_in_namespaces(arguments: list[str]) -> int:
    """Run this command again in namespaces of its own; returns its exit status."""
    folder = tempfile.mkdtemp(prefix="hkinno-cluster-test-", dir="/tmp")
    unshare = "unshare --net --mount --pid --fork --kill-child=SIGKILL --mount-proc".split()
    # The shell is the first process, which has to wait for the orphans of killed processes.
    first = ["sh", "-c", '"$@" & wait $!', "sh"]
    command = [*unshare, *first, sys.executable, "-m", "tests.cluster", *arguments]
    try:
        with subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *command], env=os.environ | {FOLDER: folder}
        ) as process:
            try:
                return process.wait()
            finally:
                process.kill()
    finally:
        shutil.rmtree(folder)


def run(command: str) -> None:
    """Run a command of the machine. Raises CalledProcessError if it fails."""
    subprocess.run(command.split(), check=True)


def set_up(folder: Path) -> None:
    """Create the networks, and a file system of limited size for each node."""
    run(f"mount -t tmpfs -o mode=755 tmpfs {folder}")
    run("mount -t tmpfs tmpfs /run")
    run("ip link set lo up")
    run("ip link add front type bridge")
    for host in FRONT:
        run(f"ip address add {NETWORK}.{host}/24 dev front")
    run("ip link set front up")
    for node in NODES:
        add_node(node)
        disk = folder / "cluster" / f"node{node}"
        disk.mkdir(parents=True)
        run(f"mount -t tmpfs -o size={DISK_MEGABYTES}m,mode=700 tmpfs {disk}")


def add_node(node: int) -> None:
    run(f"ip netns add node{node}")
    run(f"ip link add node{node} type veth peer name eth0 netns node{node}")
    run(f"ip link set node{node} master front up")
    run(f"ip -n node{node} address add {NETWORK}.{node}/24 dev eth0")
    run(f"ip -n node{node} link set eth0 up")
    run(f"ip -n node{node} link set lo up")


def cut_off(node: int) -> None:
    """Nothing reaches a node, nor leaves it."""
    run(f"ip link set node{node} down")


def connect(node: int) -> None:
    """Undo `cut_off`."""
    run(f"ip link set node{node} up")
