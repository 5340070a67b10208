"""The embedded PostgreSQL: one cluster per directory, reachable only by a unix socket.

    with running(var):  # creates and starts the cluster, or joins it; the last process stops it
        psycopg.connect(host=str(socket_directory(var)), user=USER, dbname=DATABASE)

`account` chooses the account that runs PostgreSQL, `paths` where its files are, `binaries` finds
its executables, `cluster` creates, starts and stops a cluster, `shared_cluster` counts its users,
`automatic_restart` restarts it.
"""

from hkinno.service.postgres.errors import PostgresError
from hkinno.service.postgres.paths import DATABASE, SUPERUSER, USER, socket_directory
from hkinno.service.postgres.shared_cluster import running

__all__ = ["DATABASE", "SUPERUSER", "USER", "PostgresError", "running", "socket_directory"]
