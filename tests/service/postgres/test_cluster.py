import contextlib
import shutil
import stat
import subprocess

import psutil
import psycopg
import pytest

from hkinno.service.postgres.cluster import secure_directory
from hkinno.service.postgres.configuration import DISPOSABLE
from hkinno.service.postgres.postmaster import read_postmaster
from hkinno.service.postgres.shared_cluster import cluster_for
from tests.service.postgres.servers import connect, kill

pytestmark = pytest.mark.server


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_cluster_classifies_chinese_letters_and_sorts_by_code_point(cluster):
    cluster.start()

    with connect(cluster) as connection:
        is_letter = connection.execute("select '機' ~ '^[[:alpha:]]$'").fetchone()[0]
        sorts_by_code_point = connection.execute("select 'B' < 'a' collate \"default\"").fetchone()[
            0
        ]
    assert is_letter
    assert sorts_by_code_point


def test_cluster_starts_in_a_folder_with_a_long_path(folder):
    cluster = cluster_for(folder / ("x" * 120), DISPOSABLE)

    cluster.start()

    with connect(cluster) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    cluster.stop()
    assert mode(cluster.paths.socket) == 0o700
    shutil.rmtree(cluster.paths.socket)


def test_cluster_is_not_accessible_to_other_accounts(cluster):
    cluster.start()

    paths = cluster.paths
    assert [mode(path) for path in (paths.home, paths.data, paths.socket)] == [0o700] * 3
    assert mode(paths.socket / ".s.PGSQL.5432") == 0o700
    assert paths.data.stat().st_uid == cluster.account.uid
    with connect(cluster) as connection:
        assert connection.execute("show listen_addresses").fetchone()[0] == ""


def test_role_of_the_service_owns_its_database_and_is_no_superuser(cluster):
    cluster.start()

    with connect(cluster) as connection:
        query = """
            select rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls,
              pg_has_role(datdba, 'member')
            from pg_roles, pg_database where rolname = user and datname = current_database()
        """
        attributes = connection.execute(query).fetchall()
        connection.execute("create table public.owned (id integer)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("copy owned from program 'id'")
    assert attributes == [("hkinno", False, False, False, False, True)]


def test_server_has_no_secrets_in_its_environment(cluster, monkeypatch):
    for name in ("SECRET_KEY", "HKINNO_ADMIN_PASSWORD", "METRICS_TOKEN"):
        monkeypatch.setenv(name, "a secret")

    cluster.start()

    server = psutil.Process(read_postmaster(cluster.paths.data).pid)
    assert server.environ()["LC_ALL"] == "C"
    assert "a secret" not in server.environ().values()


def test_rows_survive_a_stop_and_a_kill(cluster):
    cluster.start()
    with connect(cluster) as connection:
        connection.execute("create table numbers as select 1 as one")
    cluster.stop()
    assert read_postmaster(cluster.paths.data) is None
    cluster.start()
    kill(cluster)

    cluster.start()

    with connect(cluster) as connection:
        assert connection.execute("select one from numbers").fetchall() == [(1,)]


def test_frozen_server_is_stopped(cluster):
    cluster.start()
    server = psutil.Process(read_postmaster(cluster.paths.data).pid)
    for process in [server, *server.children()]:
        process.suspend()

    cluster.stop()

    assert read_postmaster(cluster.paths.data) is None


@pytest.mark.parametrize("is_frozen", [True, False])
def test_backend_of_a_killed_server_does_not_delay_the_next_one(cluster, is_frozen):
    cluster.start()
    # The context manager of psycopg would commit, but the server is killed.
    with contextlib.closing(connect(cluster)) as connection:
        busy_backend = psutil.Process(connection.info.backend_pid)
        connection.pgconn.send_query(b"do 'begin loop end loop; end'")
        server = psutil.Process(read_postmaster(cluster.paths.data).pid)
        if is_frozen:
            busy_backend.suspend()
        server.kill()
        psutil.wait_procs([server], timeout=60)

        cluster.start()

    with connect(cluster) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_cluster_starts_if_another_process_has_the_pid_of_the_killed_server(cluster):
    cluster.start()
    pid_file = cluster.paths.data / "postmaster.pid"
    pid = kill(cluster)
    with subprocess.Popen(
        ["sleep", "600"], **cluster.account.subprocess_options()
    ) as other_process:
        pid_file.write_text(pid_file.read_text().replace(str(pid), str(other_process.pid)))

        cluster.start()

        other_process.kill()
    with connect(cluster) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_moved_cluster_starts(cluster, folder):
    cluster.start()
    cluster.stop()
    (folder / "the var").rename(folder / "moved")
    moved = cluster_for(folder / "moved", DISPOSABLE)

    moved.start()

    with connect(moved) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    moved.stop()


def test_files_of_a_killed_start_are_deleted(cluster):
    secure_directory(cluster.paths.home, cluster.account)
    leftover = cluster.paths.home / "creating-left"
    leftover.mkdir()
    (leftover / "PG_VERSION").write_text("18")

    cluster.start()

    assert sorted(path.name for path in cluster.paths.home.iterdir()) == ["data", "log", "run"]
