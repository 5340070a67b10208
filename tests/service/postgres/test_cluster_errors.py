import contextlib
import subprocess
import sys

import psutil
import pytest

from hkinno.service.postgres.cluster import Cluster, secure_directory
from hkinno.service.postgres.errors import PostgresError
from hkinno.service.postgres.postmaster import read_postmaster
from tests.service.postgres.servers import connect

pytestmark = pytest.mark.server


@pytest.fixture
def binaries(folder):
    """Programs that do as a test says, in place of PostgreSQL's."""
    bin_ = folder / "bin"
    bin_.mkdir(mode=0o755)

    def say(**scripts: str):
        for name, script in scripts.items():
            (bin_ / name).write_text(f"#!/bin/sh\n{script}\n")
            (bin_ / name).chmod(0o755)
        return bin_

    return say


def test_server_that_is_there_in_parts_is_not_started_twice(cluster):
    cluster.start()
    # A block of its own would end with a commit, for which nobody is left.
    with contextlib.closing(connect(cluster)) as connection:
        busy = connection.info.backend_pid
        connection.pgconn.send_query(b"do 'begin loop end loop; end'")
        server = psutil.Process(read_postmaster(cluster.paths.data).pid)
        others = [server, *(child for child in server.children() if child.pid != busy)]
        server.kill()
        assert psutil.wait_procs(others, timeout=60)[1] == []

        with pytest.raises(PostgresError, match="pre-existing shared memory block"):
            cluster.start()
        psutil.Process(busy).kill()


def test_cluster_of_another_version_is_left_alone(cluster):
    cluster.start()
    cluster.stop()
    (cluster.paths.data / "PG_VERSION").write_text("9\n")

    with pytest.raises(PostgresError) as refused:
        cluster.start()

    assert str(refused.value).startswith(f"{cluster.paths.data} was created by PostgreSQL 9, but ")
    assert "POSTGRES_BIN" in str(refused.value)


def test_cluster_that_cannot_be_made_leaves_nothing_behind(cluster, binaries):
    broken = binaries(
        initdb="echo no room >&2; exit 1",
        postgres="echo postgres '(PostgreSQL)' 18.6",
    )
    cluster = Cluster(cluster.paths, cluster.account, broken)

    with pytest.raises(PostgresError) as failed:
        cluster.start()

    assert str(failed.value) == "PostgreSQL could not create its files.\nno room"
    assert [path.name for path in cluster.paths.home.iterdir()] == ["run"]


def test_cluster_that_does_not_start_shows_the_end_of_its_log(cluster):
    wrong = Cluster(
        cluster.paths, cluster.account, cluster.bin_dir, {"shared_buffers": "none at all"}
    )

    with pytest.raises(PostgresError) as failed:
        wrong.start()

    assert 'invalid value for parameter "shared_buffers": "none at all"' in str(failed.value)
    assert str(failed.value).startswith("PostgreSQL did not start.\n")


def test_server_that_does_not_stop_is_named(cluster):
    secure_directory(cluster.paths.home, cluster.account)
    cluster.paths.data.mkdir()
    deaf = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", deaf],
        cwd=cluster.paths.data,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        process.stdout.readline()
        (cluster.paths.data / "postmaster.pid").write_text(f"{process.pid}\n")
        with pytest.raises(PostgresError) as late:
            Cluster(cluster.paths, cluster.account, cluster.bin_dir, timeout=0).stop()

    assert str(late.value) == (
        f"PostgreSQL, process {process.pid}, did not stop within 0 s. "
        f"See {cluster.paths.home / 'log'}."
    )
