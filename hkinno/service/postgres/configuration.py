"""What the embedded PostgreSQL is told: how to make a cluster, how to run it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hkinno.service.postgres.paths import USER

# Written anew at each start, and read before what ALTER SYSTEM says: an operator's word wins.
FILE = "hkinno.conf"
SERVER = {
    "listen_addresses": "",  # the socket alone: no port to clash, nothing on the network
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "UTC",
}
# For what is thrown away: nothing waits for the disk.
THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def initdb_options(version: int, platform: str) -> list[str]:
    """How a cluster is made: UTF-8, sorted by bytes, whatever the locale of the machine."""
    character_type = "en_US.UTF-8" if platform == "darwin" else "C.UTF-8"
    options = [f"--username={USER}", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    options.append(f"--lc-ctype={character_type}")
    options += [f"--lc-{of}=C" for of in ("collate", "messages", "numeric", "monetary", "time")]
    if version >= 17:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return options


def text(settings: Mapping[str, str], socket: Path) -> str:
    """The configuration file, with the folder of the socket: the clone may have been moved."""
    # A list of folders in a quoted string: quoted once as an element, once as a string.
    folder = '"' + str(socket).replace('"', '""') + '"'
    lines = settings | {"unix_socket_directories": folder}
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in lines.items())


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """What PostgreSQL's programs inherit: nothing that would change their meaning."""
    kept = {
        name: value
        for name, value in inherited.items()
        if not name.startswith(("PG", "LC_", "LANG")) and name != "SECRET_KEY"
    }
    return kept | {"LC_ALL": "C", "TZ": "UTC"}
