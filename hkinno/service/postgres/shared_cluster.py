"""Lets several processes use one cluster: the first starts it, the last stops it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType

from hkinno.file_locks import exclusive, lock_file
from hkinno.service.postgres import binaries
from hkinno.service.postgres.account import Account, account_for
from hkinno.service.postgres.cluster import Cluster
from hkinno.service.postgres.paths import Places, places_for
from hkinno.service.postgres.postmaster import postmaster_of


def say(sentence: str) -> None:
    """Tell the person at the terminal what is going on, apart from what a command prints."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201


@contextlib.contextmanager
def running(var: Path, settings: Mapping[str, str] | None = None) -> Iterator[None]:
    """Run the cluster that belongs to the folder `var` while the block runs.

    Any number of processes may be inside at once. A signal that ends this one ends it in order.
    """
    cluster = cluster_in(var, settings or {})
    with (
        lock_file(var / "postgres.turn") as turn,
        lock_file(var / "postgres.users") as users,
        _ending_in_order(),
    ):
        try:
            with exclusive(turn):
                fcntl.flock(users, fcntl.LOCK_SH)
                start(cluster, var)
            yield
        finally:
            with exclusive(turn), contextlib.suppress(BlockingIOError):
                # Only who is alone can have it; nobody can come in while we have the turn.
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                cluster.stop()


def cluster_in(var: Path, settings: Mapping[str, str]) -> Cluster:
    """The cluster that belongs to `var`, as this process would run it; makes the folders above."""
    account = account_for(os.geteuid(), os.environ)
    places = places_for(var, account)
    make_way(var, places, account)
    found = binaries.find(os.environ, binaries.wheel_folder(), binaries.system_folders())
    return Cluster(places, account, binaries.usable_by(account, found), settings)


def make_way(var: Path, places: Places, account: Account) -> None:
    """Make the folders above the cluster's own, and let its account through."""
    for folder in (var, places.home.parent):
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    if account.is_other:
        # What is private in there is closed by itself.
        places.home.parent.chmod(places.home.parent.stat().st_mode | 0o011)


def start(cluster: Cluster, var: Path) -> None:
    """Have the cluster that belongs to `var` run, and say what takes time."""
    if postmaster_of(cluster.places.data) is None:
        if not cluster.places.data.exists():
            say("Making a PostgreSQL database (once) ...")
        say("Starting the embedded PostgreSQL ...")
        if var not in cluster.places.home.parents:
            say(
                f"The database lies in {cluster.places.home}: account {cluster.account.name}, "
                f"which runs PostgreSQL, cannot enter {var}."
            )
    cluster.start()


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack, as Ctrl-C does, so that the database is left."""

    def end(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    before: dict[signal.Signals, Callable[..., None] | int | None] = {
        number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
