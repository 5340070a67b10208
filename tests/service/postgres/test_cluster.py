import shutil
import stat
import subprocess

import pytest

from hkinno.service.postgres.cluster import secure_directory
from hkinno.service.postgres.configuration import DISPOSABLE
from hkinno.service.postgres.postmaster import read_postmaster
from hkinno.service.postgres.shared_cluster import cluster_for
from tests.service.postgres.servers import connect, kill

pytestmark = pytest.mark.server


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_cluster_answers_and_knows_chinese(cluster):
    cluster.start()

    with connect(cluster) as connection:
        is_letter = connection.execute("select '機' ~ '^[[:alpha:]]$'").fetchone()[0]
        order = connection.execute("select 'B' < 'a' collate \"default\"").fetchone()[0]
    assert is_letter
    assert order


def test_cluster_in_a_folder_with_a_long_path_answers(folder):
    long = cluster_for(folder / ("x" * 120), DISPOSABLE)

    long.start()

    with connect(long) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    long.stop()
    assert mode(long.paths.socket) == 0o700
    shutil.rmtree(long.paths.socket)


def test_cluster_is_closed_to_other_accounts(cluster):
    cluster.start()

    places = cluster.paths
    assert [mode(path) for path in (places.home, places.data, places.socket)] == [0o700] * 3
    assert mode(places.socket / ".s.PGSQL.5432") == 0o700
    assert places.data.stat().st_uid == cluster.account.uid
    with connect(cluster) as connection:
        assert connection.execute("show listen_addresses").fetchone()[0] == ""


def test_rows_outlive_a_stop_and_a_kill(cluster):
    cluster.start()
    with connect(cluster) as connection:
        connection.execute("create table kept as select 1 as one")
    cluster.stop()
    assert read_postmaster(cluster.paths.data) is None
    cluster.start()
    kill(cluster)

    cluster.start()

    with connect(cluster) as connection:
        assert connection.execute("select one from kept").fetchall() == [(1,)]


def test_cluster_starts_where_another_program_has_the_number_of_the_killed_server(cluster):
    cluster.start()
    pid_file = cluster.paths.data / "postmaster.pid"
    killed = kill(cluster)
    with subprocess.Popen(["sleep", "600"], **cluster.account.subprocess_options()) as other:
        pid_file.write_text(pid_file.read_text().replace(str(killed), str(other.pid)))

        cluster.start()

        other.kill()
    with connect(cluster) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_cluster_that_was_moved_with_its_clone_starts(cluster, folder):
    cluster.start()
    cluster.stop()
    (folder / "the var").rename(folder / "moved")
    moved = cluster_for(folder / "moved", DISPOSABLE)

    moved.start()

    with connect(moved) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    moved.stop()


def test_what_a_killed_start_has_left_is_cleared_away(cluster):
    secure_directory(cluster.paths.home, cluster.account)
    left = cluster.paths.home / "creating-left"
    left.mkdir()
    (left / "PG_VERSION").write_text("18")

    cluster.start()

    assert sorted(path.name for path in cluster.paths.home.iterdir()) == ["data", "log", "run"]
