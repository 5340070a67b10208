"""A streaming replica of the cluster that the tests use."""

import contextlib
import os
import subprocess
from pathlib import Path

from django.db import connections

from hkinno.service.postgres.cluster import Cluster, secure_directory
from hkinno.service.postgres.configuration import DISPOSABLE, environment
from hkinno.service.postgres.paths import SUPERUSER
from hkinno.service.postgres.shared_cluster import cluster_for


def create_standby(primary_socket: str, folder: Path) -> Cluster:
    """A standby of the cluster whose socket is in `primary_socket`, started."""
    standby = cluster_for(folder / "standby", DISPOSABLE)
    secure_directory(standby.paths.home, standby.account)
    command = [str(standby.bin_dir / "pg_basebackup"), "--host", primary_socket]
    command += ["--username", SUPERUSER, "--pgdata", str(standby.paths.data)]
    command += ["--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
    subprocess.run(
        command,
        check=True,
        cwd="/",
        env=environment(os.environ),
        **standby.account.subprocess_options(),
    )
    standby.start()
    return standby


@contextlib.contextmanager
def database_alias(alias: str, **settings):
    """An entry of DATABASES during the block: the default one with other settings."""
    connections.settings[alias] = connections.settings["default"] | settings
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias], connections.settings[alias]
