"""The embedded PostgreSQL: one cluster a folder, reached by a unix socket and by nothing else.

    with running(var):                  # makes, starts, shares; the last to leave stops it
        psycopg.connect(host=str(socket_folder(var)), user=USER, dbname=DATABASE)

`account` says who PostgreSQL runs as, `places` where its files lie, `programs` where its programs
are, `cluster` makes, starts and stops one, `sharing` lets several processes use it at once.
"""

from hkinno.service.postgres.errors import PostgresError
from hkinno.service.postgres.paths import DATABASE, USER, socket_folder
from hkinno.service.postgres.shared_cluster import running

__all__ = ["DATABASE", "USER", "PostgresError", "running", "socket_folder"]
