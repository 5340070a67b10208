"""The paths of a cluster's files. Nothing in this module writes."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from hkinno.service.postgres.account import Account, account_for

# The service's role, which owns its database and nothing else.
USER = DATABASE = "hkinno"
SUPERUSER = "postgres"

# The kernel's limit, including the final NUL, is 108 bytes on Linux and 104 on macOS.
MAX_SOCKET_PATH_BYTES = 102
SOCKET_FILE = ".s.PGSQL.5432"

# Not `gettempdir()`: processes with different values of TMPDIR must find the same socket.
SHORT_DIRECTORY = Path("/tmp")
# For root, if other accounts cannot enter the project's directory, as in root's home.
PERSISTENT_DIRECTORY = Path("/var/lib/hkinno")


@dataclass(frozen=True)
class ClusterPaths:
    """The directories of one cluster, owned by its account and closed to others."""

    home: Path
    socket: Path

    @property
    def data(self) -> Path:
        """The data directory: complete, or missing."""
        return self.home / "data"


def digest(path: Path) -> str:
    """A short name for `path`, unique enough for directories outside the project."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def cluster_paths(
    var: Path,
    account: Account,
    *,
    short: Path = SHORT_DIRECTORY,
    persistent: Path = PERSISTENT_DIRECTORY,
) -> ClusterPaths:
    """The paths of the cluster that belongs to `var` and is run by `account`."""
    home = var / "postgres"
    # `var` itself can be opened for the account, the directories above it cannot.
    if account.is_other and not account.can_reach(var):
        home = persistent / digest(var)
    socket = home / "run"
    # libpq separates hosts by commas.
    if len(os.fsencode(socket / SOCKET_FILE)) > MAX_SOCKET_PATH_BYTES or "," in str(socket):
        socket = short / f"hkinno-{digest(home)}"
    return ClusterPaths(home, socket)


def socket_directory(var: Path) -> Path:
    """The directory of the socket of the cluster that belongs to `var`."""
    return cluster_paths(var, account_for(os.geteuid(), os.environ)).socket
