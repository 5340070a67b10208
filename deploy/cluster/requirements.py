"""What a cluster needs of the machine: programs, an account and free addresses."""

from __future__ import annotations

import errno
import os
import pwd
import shutil
import socket
from collections.abc import Iterable, Mapping
from pathlib import Path

# The Debian package of each program.
PACKAGES = {
    "etcd": "etcd-server",
    "patroni": "patroni",
    "pgbouncer": "pgbouncer",
    "haproxy": "haproxy",
    "nginx": "nginx",
    "pg_ctl": "postgresql",
    "setpriv": "util-linux",
}
ACCOUNT = "postgres"
# Accounts other than root often have no /usr/sbin in their PATH.
SEARCHED = (*os.environ.get("PATH", os.defpath).split(os.pathsep), "/usr/sbin", "/sbin")


class RequirementError(Exception):
    """The machine lacks something; the message says what to do."""


def postgres_directories(root: Path = Path("/usr/lib/postgresql")) -> list[str]:
    """The folders with PostgreSQL's programs, as Debian has them; the newest version first."""
    versions = [path for path in root.glob("*/bin") if path.parent.name.isdigit()]
    return [str(path) for path in sorted(versions, key=lambda p: -int(p.parent.name))]


def find_programs(directories: Iterable[str]) -> dict[str, str]:
    """The path of each program. Raises RequirementError if some are not in `directories`."""
    path = os.pathsep.join(directories)
    programs = {name: shutil.which(name, path=path) for name in PACKAGES}
    if missing := [name for name, program in programs.items() if program is None]:
        packages = " ".join(PACKAGES[name] for name in missing)
        raise RequirementError(
            f"Not found: {', '.join(missing)}. On Debian or Ubuntu, install with\n"
            f"  apt install {packages}"
        )
    return {name: program for name, program in programs.items() if program}


def account() -> str | None:
    """The account that runs what refuses root, or None if this process is not root.

    Raises RequirementError if there is none.
    """
    if os.geteuid():
        return None
    try:
        return pwd.getpwnam(ACCOUNT).pw_name
    except KeyError as error:
        raise RequirementError(
            f"PostgreSQL refuses to run as root, and there is no account {ACCOUNT}. Run this as "
            "another account, or install with\n  apt install postgresql-common"
        ) from error


def require_free(addresses: Mapping[tuple[str, int], str]) -> None:
    """Raise RequirementError if an address cannot be listened on; values say what would."""
    problems = [
        f"{host}:{port} ({name}): {problem}"
        for (host, port), name in addresses.items()
        if (problem := why_not_free(host, port))
    ]
    if problems:
        raise RequirementError(
            "\n".join(problems)
            + "\nStop what listens there, or choose other addresses, for example"
            + "\n  make cluster PORT=8081 NETWORK=127.0.21"
        )


def why_not_free(host: str, port: int) -> str:
    """Why nothing can listen on an address; empty if something can."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            is_used = error.errno == errno.EADDRINUSE
            return "the port is in use" if is_used else os.strerror(error.errno or 0).lower()
    return ""
