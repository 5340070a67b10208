"""Options of initdb, and the configuration file of the embedded PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from hkinno.service.postgres.paths import DATABASE, SUPERUSER, USER

# Executed once, in a new cluster. The service cannot become a superuser by what it sends: the role
# is an ordinary one. Who may connect is a matter of the socket's directory, so that roles need no
# password (`--auth=trust`).
CREATE_ROLE = f"""\
create role {USER} login;
create database {DATABASE} owner {USER};
"""
# In the data directory: it has that role.
ROLE_FILE = "hkinno.role"
MEGABYTE = 2**20
# Written at each start. PostgreSQL reads it before the settings of ALTER SYSTEM, which override it.
FILE = "hkinno.conf"


def buffer_size(memory: int) -> str:
    """PostgreSQL's cache on a machine with that many bytes of memory: an eighth.

    At least its default of 128 MB. From 1 GB on, the system caches the rest.
    """
    return f"{min(max(memory // 8 // MEGABYTE, 128), 1024)}MB"


SERVER_SETTINGS = {
    "listen_addresses": "",  # only the unix socket: no port conflicts, nothing on the network
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": buffer_size(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")),
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "UTC",
}
# For clusters that are deleted after use: nothing waits for the disk, nor ANALYZE for autovacuum.
DISPOSABLE = {
    "shared_buffers": buffer_size(0),
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
}
ALLOWED_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def initdb_options(version: int, platform: str) -> list[str]:
    """The options of initdb: UTF-8, sorted by bytes, independent of the machine's locale."""
    character_type = "en_US.UTF-8" if platform == "darwin" else "C.UTF-8"
    options = [f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    options.append(f"--lc-ctype={character_type}")
    options += [f"--lc-{of}=C" for of in ("collate", "messages", "numeric", "monetary", "time")]
    if version >= 17:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return options


def text(settings: Mapping[str, str], socket: Path) -> str:
    """The content of the configuration file. `socket` may change when the project is moved."""
    # A quoted list of directories: each is quoted as an element, and the list as a string.
    directory = '"' + str(socket).replace('"', '""') + '"'
    lines = {**settings, "unix_socket_directories": directory}
    return "".join(f"{name} = {_quote(value)}\n" for name, value in lines.items())


def _quote(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of PostgreSQL's commands: where programs are, and nothing else.

    Other variables would change what they do, or are secrets, which any account that runs
    PostgreSQL could read.
    """
    allowed = {name: inherited[name] for name in ALLOWED_VARIABLES if name in inherited}
    return allowed | {"LC_ALL": "C", "TZ": "UTC"}
