"""Who PostgreSQL runs as: its programs refuse to run as root."""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hkinno.service.postgres.errors import PostgresError

# Existing accounts without rights of their own, best first; none is ever created.
DROP_TO = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account of the system. `is_other`: it is not the one that runs this process."""

    uid: int
    gid: int
    name: str
    is_other: bool

    def as_subprocess_options(self) -> dict[str, Any]:
        """What makes `subprocess` run a program as this account."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may(self, bits: int, path: Path) -> bool:
        """Whether the mode of `path` grants this account `bits`: 4 to read, 1 to run or enter."""
        found = path.stat()
        if found.st_uid == self.uid:
            granted = found.st_mode >> 6
        elif found.st_gid == self.gid:
            granted = found.st_mode >> 3
        else:
            granted = found.st_mode
        return granted & bits == bits

    def reaches(self, path: Path) -> bool:
        """Whether every folder above `path` lets this account through."""
        return all(self.may(stat.S_IXOTH, folder) for folder in path.parents if folder.exists())


def account_for(uid: int, environment: Mapping[str, str]) -> Account:
    """The account for PostgreSQL when `uid` runs the service: itself, unless that is root."""
    if uid != 0:
        return Account(uid, os.getgid(), f"account {uid}", is_other=False)
    wanted = environment.get("POSTGRES_ACCOUNT")
    for name in (wanted,) if wanted else DROP_TO:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return Account(found.pw_uid, found.pw_gid, name, is_other=True)
    raise PostgresError(
        "PostgreSQL does not run as root, and there is no account to run it as: tried "
        f"{wanted or ' and '.join(DROP_TO)}. Run this as an ordinary user, name an account in "
        "POSTGRES_ACCOUNT, or name a server in DATABASE_URL."
    )
