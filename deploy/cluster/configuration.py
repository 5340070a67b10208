"""Writes the configuration of every component from the templates in this folder."""

from __future__ import annotations

import re
import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from string import Template

TEMPLATES = Path(__file__).resolve().parent
PROJECT = TEMPLATES.parents[1]
NODES = (1, 2, 3)
OF_A_NODE = ("etcd.yml", "patroni.yml")
SHARED = ("pgbouncer.ini", "userlist.txt", "haproxy.cfg", "nginx.conf", "supervisord.conf")
PORTS_OF_A_NODE = {2379: "etcd", 2380: "etcd", 8008: "Patroni", 5432: "PostgreSQL"}
RUN_AS = "{setpriv} --reuid={account} --regid={account} --init-groups"


@dataclass(frozen=True)
class Layout:
    """Where a cluster runs: its files, the /24 network of its components, and nginx's address.

    `account` runs what refuses root; None is this account. `enter_node` is a command that runs
    another one where a node is, with `%(process_num)d` for its number: in a namespace of its own.
    """

    folder: Path
    network: str = "127.0.20"
    http: tuple[str, int] = ("127.0.0.1", 8080)
    account: str | None = None
    enter_node: str = ""

    def addresses(self) -> dict[tuple[str, int], str]:
        """The addresses of this machine that are listened on, with the component that does."""
        nodes = {
            (f"{self.network}.{node}", port): f"{name} of node {node}"
            for node in NODES
            for port, name in PORTS_OF_A_NODE.items()
        }
        front = f"{self.network}.10"
        haproxy = {(front, port): "HAProxy" for port in (5000, 5001, 7000)}
        web = {
            (f"{self.network}.{10 + number}", 8000): f"web process {number}" for number in (1, 2)
        }
        here = haproxy | {(front, 6432): "PgBouncer"} | web | {self.http: "nginx"}
        return here if self.enter_node else nodes | here


def variables(layout: Layout, programs: dict[str, str]) -> dict[str, str]:
    """The values for the templates, with new passwords."""
    account = layout.account
    enter = RUN_AS.format(setpriv=programs["setpriv"], account=account) if account else ""
    password = secrets.token_hex(16)
    return {
        "FOLDER": str(layout.folder),
        "PROJECT": str(PROJECT),
        "PYTHON": sys.executable,
        "NETWORK": layout.network,
        "HTTP_ADDRESS": "{}:{}".format(*layout.http),
        "ENTER": enter,
        "ENTER_NODE": f"{layout.enter_node} {enter}".strip(),
        "POSTGRES_BIN": str(Path(programs["pg_ctl"]).parent),
        **{name.upper(): programs[name] for name in ("etcd", "patroni", "pgbouncer", "haproxy")},
        "NGINX": programs["nginx"],
        "DATABASE_PASSWORD": password,
        "DATABASE_URL": database_url(layout, password, "hkinno"),
        "DATABASE_REPLICA_URLS": " ".join(
            database_url(layout, password, f"node{node}") for node in NODES
        ),
        "SUPERUSER_PASSWORD": secrets.token_hex(16),
        "REPLICATION_PASSWORD": secrets.token_hex(16),
        "SECRET_KEY": secrets.token_hex(32),
        "ADMIN_PASSWORD": secrets.token_urlsafe(12),
        "WORKERS": "1",
    }


def database_url(layout: Layout, password: str, name: str) -> str:
    """The URL of a database of PgBouncer."""
    return f"postgresql://hkinno:{password}@{layout.network}.10:6432/{name}?pool_mode=transaction"


def fill_in(name: str, values: dict[str, str]) -> str:
    """The template `name` with its variables replaced. Raises KeyError if one has no value."""
    # nginx has variables too, in small letters.
    template = (TEMPLATES / name).read_text(encoding="utf-8")
    used = {key: values[key] for key in re.findall(r"\$\{([A-Z_]+)\}", template)}
    return Template(template).safe_substitute(used)


def write_configuration(layout: Layout, values: dict[str, str]) -> None:
    """Write the files of all components to the folder, which only its account can read."""
    (layout.folder / "nginx").mkdir()
    for name in SHARED:
        write(layout.folder / name, fill_in(name, values), layout.account)
    for node in NODES:
        folder = layout.folder / f"node{node}"
        folder.mkdir(mode=0o700, exist_ok=True)  # it may be a file system of its own
        give(folder, layout.account)
        for name in OF_A_NODE:
            text = fill_in(name, values | {"NODE": str(node)})
            write(folder / name, text, layout.account)
    give(layout.folder, layout.account)


def write(file: Path, text: str, account: str | None) -> None:
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8")
    give(file, account)


def give(path: Path, account: str | None) -> None:
    """Make a path the account's own, if there is one."""
    if account:
        shutil.chown(path, account)
