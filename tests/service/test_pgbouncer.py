"""The service through PgBouncer in transaction mode, with a single connection to the server."""

import os
import shutil
import subprocess

import pytest
from django.core.management import CommandError
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from hkinno.registry.models import Record
from hkinno.service import bootstrap
from hkinno.service.backups import programs
from hkinno.service.postgres.account import account_for
from tests.conftest import new_folder
from tests.factories import LabFactory
from tests.waiting import wait_until

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]
needs_pgbouncer = pytest.mark.skipif(PGBOUNCER is None, reason="PgBouncer is not installed")
CONFIGURATION = """\
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = {folder}
logfile = {folder}/log
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 1
"""


@pytest.fixture
def pooled(django_db_setup, db):
    """The default connection, whose settings say that it leads through a pooler."""
    settings = connections[DEFAULT_DB_ALIAS].settings_dict
    connection.close()
    options, host, port = settings["OPTIONS"], settings["HOST"], settings["PORT"]
    settings["OPTIONS"] = options | {"pool_mode": "transaction"}
    yield settings
    connection.close()
    settings |= {"OPTIONS": options, "HOST": host, "PORT": port}


@pytest.fixture
def pgbouncer(pooled):
    """The default connection leads through PgBouncer, with one connection to the server."""
    folder, account = new_folder(), account_for(os.geteuid(), os.environ)
    server = {"host": pooled["HOST"], "port": pooled["PORT"] or 5432}
    (folder / "pgbouncer.ini").write_text(CONFIGURATION.format(folder=folder, **server))
    (folder / "users").write_text(f'"{pooled["USER"]}" "{pooled["PASSWORD"]}"\n')
    os.chown(folder, account.uid, account.gid)
    command = [PGBOUNCER, str(folder / "pgbouncer.ini")]
    process = subprocess.Popen(
        command, stderr=subprocess.DEVNULL, cwd="/", **account.subprocess_options()
    )
    wait_until((folder / ".s.PGSQL.6432").exists)
    pooled |= {"HOST": str(folder), "PORT": "6432"}
    yield pooled
    connection.close()
    process.terminate()
    process.wait(60)
    shutil.rmtree(folder)


@needs_pgbouncer
def test_reads_and_writes_share_a_session_of_the_server(client, pgbouncer):
    LabFactory(id="lab")
    other = connection.copy()
    try:
        rows = Record.objects.order_by("pk").iterator(chunk_size=1)
        assert next(rows).pk  # and the rest is not kept in a session
        with other.cursor() as cursor:
            cursor.execute("show statement_timeout")
            assert cursor.fetchone() == ("0",)
        for path in ("/api/v1/labs/", "/api/v1/labs/lab/", "/api/v1/labs/?format=csv", "/en/labs/"):
            response = client.get(path)
            assert response.status_code == 200
            assert b"".join(response)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_prepared_statements")
            assert cursor.fetchone() == (0,)
    finally:
        other.close()


def test_preparation_leaves_nothing_in_a_session(pooled):
    with bootstrap.preparation_lock(), connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where locktype = 'advisory' and granted")
        assert cursor.fetchone() == (1,)
        cursor.execute("select pid = pg_backend_pid() from pg_locks where locktype = 'advisory'")
        assert cursor.fetchone() == (False,)
        cursor.execute("show statement_timeout")
        assert cursor.fetchone() == ("0",)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where locktype = 'advisory'")
        assert cursor.fetchone() == (0,)


def test_backup_wants_the_server_itself(pooled):
    with pytest.raises(CommandError, match=r"^DATABASE_URL has pool_mode=transaction"):
        programs.connection_info()
