"""Where the cluster's files lie. What is asked here is answered without writing."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from hkinno.service.postgres.account import Account, account_for

USER = DATABASE = "postgres"

# The kernel's limit for the path of a socket is 108 bytes with its end mark, 104 on macOS.
LONGEST_SOCKET = 102
SOCKET_FILE = ".s.PGSQL.5432"

# Fixed, not `gettempdir()`: processes whose TMPDIR differ must find the same socket.
SHORT = Path("/tmp")
# For root whose clone no other account can enter, as in its home folder.
LASTING = Path("/var/lib/hkinno")


@dataclass(frozen=True)
class Places:
    """The folders of one cluster, all of them the account's own and closed to others."""

    home: Path
    socket: Path

    @property
    def data(self) -> Path:
        """The cluster itself: complete or not there."""
        return self.home / "data"


def digest(path: Path) -> str:
    """A short name for `path`, for folders that lie elsewhere."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def places_for(
    var: Path, account: Account, *, short: Path = SHORT, lasting: Path = LASTING
) -> Places:
    """Where the cluster that belongs to `var` lies when `account` runs it."""
    home = var / "postgres"
    # `var` is ours to open for the account, what is above it is not.
    if account.is_other and not account.reaches(var):
        home = lasting / digest(var)
    socket = home / "run"
    # A comma would end the name of a host for libpq.
    if len(os.fsencode(socket / SOCKET_FILE)) > LONGEST_SOCKET or "," in str(socket):
        socket = short / f"hkinno-{digest(home)}"
    return Places(home, socket)


def socket_folder(var: Path) -> Path:
    """The folder of the socket by which one reaches the cluster that belongs to `var`."""
    return places_for(var, account_for(os.geteuid(), os.environ)).socket
