"""The account that runs PostgreSQL, which refuses to run as root."""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hkinno.service.postgres.errors import PostgresError

# Existing accounts without privileges, in order of preference; none is ever created.
UNPRIVILEGED_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account of the system. `is_other`: not the one that runs this process."""

    uid: int
    gid: int
    name: str
    is_other: bool

    def subprocess_options(self) -> dict[str, Any]:
        """Keyword arguments that make `subprocess` run a command as this account."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def has_mode(self, bits: int, path: Path) -> bool:
        """Whether `path` grants this account `bits`: 4 to read, 1 to execute or enter."""
        status = path.stat()
        if status.st_uid == self.uid:
            granted = status.st_mode >> 6
        elif status.st_gid == self.gid:
            granted = status.st_mode >> 3
        else:
            granted = status.st_mode
        return granted & bits == bits

    def can_reach(self, path: Path) -> bool:
        """Whether this account may enter every existing directory above `path`."""
        return all(
            self.has_mode(stat.S_IXOTH, parent) for parent in path.parents if parent.exists()
        )


def account_for(uid: int, environment: Mapping[str, str]) -> Account:
    """The account that runs PostgreSQL for `uid`: itself, or an unprivileged one for root.

    Raises PostgresError if root has no such account.
    """
    if uid != 0:
        return Account(uid, os.getgid(), f"account {uid}", is_other=False)
    requested = environment.get("POSTGRES_ACCOUNT")
    for name in (requested,) if requested else UNPRIVILEGED_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid, name, is_other=True)
    raise PostgresError(
        "PostgreSQL does not run as root, and no other account is available: tried "
        f"{requested or ' and '.join(UNPRIVILEGED_ACCOUNTS)}. Run this as an ordinary user, set "
        "POSTGRES_ACCOUNT to an account, or set DATABASE_URL to a server."
    )
