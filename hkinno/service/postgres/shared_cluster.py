"""Shares one cluster between processes: the first starts it, the last stops it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from hkinno.file_locks import exclusive, lock_file
from hkinno.service.postgres import binaries
from hkinno.service.postgres.account import Account, account_for
from hkinno.service.postgres.automatic_restart import supervised
from hkinno.service.postgres.cluster import Cluster
from hkinno.service.postgres.errors import PostgresError
from hkinno.service.postgres.paths import ClusterPaths, cluster_paths
from hkinno.service.postgres.postmaster import read_postmaster
from hkinno.service.progress import step
from hkinno.service.signals import exit_on_signals


def write(line: str) -> None:
    """Print to the standard error; the standard output belongs to the command."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


@contextlib.contextmanager
def running(
    var: Path, settings: Mapping[str, str] | None = None, *, supervise: bool = False
) -> Iterator[None]:
    """Run the cluster that belongs to the directory `var` during the block.

    Any number of processes may run it at once. SIGTERM and SIGHUP end the block in order. With
    `supervise` the server is started again whenever it stops.
    Raises PostgresError if the cluster cannot be started.
    """
    try:
        cluster = cluster_for(var, settings or {})
    except OSError as error:
        raise PostgresError(
            f"Cannot create {error.filename}: {error.strerror}. Set VAR_DIR to a directory of "
            "your own."
        ) from error
    turn_file = var / "postgres.turn"
    with (
        lock_file(turn_file) as turn,
        lock_file(var / "postgres.users") as users,
        exit_on_signals(),
    ):
        try:
            with exclusive(turn):
                fcntl.flock(users, fcntl.LOCK_SH)
                start(cluster, var)
            with supervised(cluster, turn_file) if supervise else contextlib.nullcontext():
                yield
        finally:
            with exclusive(turn), contextlib.suppress(BlockingIOError):
                # Only the last user gets this lock, and no other can enter while we hold `turn`.
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                cluster.stop()


def cluster_for(var: Path, settings: Mapping[str, str]) -> Cluster:
    """The cluster that belongs to `var`. Creates the directories above it."""
    account = account_for(os.geteuid(), os.environ)
    paths = cluster_paths(var, account)
    create_parent_directories(var, paths, account)
    bin_dir = binaries.find(os.environ, binaries.wheel_directory(), binaries.system_directories())
    return Cluster(paths, account, binaries.accessible_to(account, bin_dir), settings)


def create_parent_directories(var: Path, paths: ClusterPaths, account: Account) -> None:
    """Create the directories above the cluster's own, and let `account` enter them."""
    for directory in (var, paths.home.parent):
        directory.mkdir(mode=0o755, parents=True, exist_ok=True)
    if account.is_other:
        # Private files in there have modes of their own.
        paths.home.parent.chmod(paths.home.parent.stat().st_mode | 0o011)


def start(cluster: Cluster, var: Path) -> None:
    """Start the cluster that belongs to `var`, and print what takes time."""
    if read_postmaster(cluster.paths.data) is not None:
        cluster.start()  # waits for a start or a stop in progress
        return
    if var not in cluster.paths.home.parents:
        write(
            f"The database is in {cluster.paths.home}: {cluster.account.name}, the account that "
            f"runs PostgreSQL, cannot enter {var}."
        )
    verb = "Starting" if cluster.paths.data.exists() else "Creating and starting"
    with step(f"{verb} the embedded PostgreSQL ...", write):
        cluster.start()
