import subprocess
import sys

import pytest

from hkinno.service.postgres.cluster import Cluster, secure_directory
from hkinno.service.postgres.errors import PostgresError

pytestmark = pytest.mark.server


@pytest.fixture
def binaries(folder):
    """Replaces PostgreSQL's binaries with shell scripts; returns their folder."""
    bin_dir = folder / "bin"
    bin_dir.mkdir(mode=0o755)

    def write(**scripts: str):
        for name, script in scripts.items():
            (bin_dir / name).write_text(f"#!/bin/sh\n{script}\n")
            (bin_dir / name).chmod(0o755)
        return bin_dir

    return write


def test_cluster_of_another_version_is_not_started(cluster):
    cluster.start()
    cluster.stop()
    (cluster.paths.data / "PG_VERSION").write_text("9\n")

    with pytest.raises(PostgresError) as error:
        cluster.start()

    assert str(error.value).startswith(f"{cluster.paths.data} was created by PostgreSQL 9, but ")
    assert "POSTGRES_BIN" in str(error.value)


def test_cluster_of_an_earlier_version_of_hkinno_is_not_started(cluster):
    cluster.start()
    cluster.stop()
    (cluster.paths.data / "hkinno.role").unlink()

    with pytest.raises(PostgresError) as error:
        cluster.start()

    assert str(error.value) == (
        f"{cluster.paths.data} was created by an earlier version of hkinno, which connected as "
        "PostgreSQL's superuser. Nothing was changed. To keep its data, dump them with that "
        f"version; then move {cluster.paths.home} away, and the next start creates a new database."
    )


def test_failed_creation_leaves_no_files(cluster, binaries):
    bin_dir = binaries(
        initdb="echo no room >&2; exit 1",
        postgres="echo postgres '(PostgreSQL)' 18.6",
    )
    cluster = Cluster(cluster.paths, cluster.account, bin_dir)

    with pytest.raises(PostgresError) as error:
        cluster.start()

    assert str(error.value) == "PostgreSQL could not create its files.\nno room"
    assert [path.name for path in cluster.paths.home.iterdir()] == ["run"]


def test_program_that_cannot_be_run_is_named(cluster, folder):
    missing = folder / "no binaries"

    with pytest.raises(PostgresError) as error:
        Cluster(cluster.paths, cluster.account, missing).start()

    assert str(error.value).startswith(
        f"PostgreSQL did not run: cannot run {missing / 'postgres'}: "
    )


def test_failed_start_is_reported_with_the_log(cluster):
    misconfigured = Cluster(
        cluster.paths, cluster.account, cluster.bin_dir, {"shared_buffers": "none at all"}
    )

    with pytest.raises(PostgresError) as error:
        misconfigured.start()

    assert 'invalid value for parameter "shared_buffers": "none at all"' in str(error.value)
    assert str(error.value).startswith("PostgreSQL did not start.\n")


def test_server_that_does_not_stop_is_reported_with_its_pid(cluster):
    secure_directory(cluster.paths.home, cluster.account)
    cluster.paths.data.mkdir()
    script = (
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); print(flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=cluster.paths.data,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        process.stdout.readline()
        (cluster.paths.data / "postmaster.pid").write_text(f"{process.pid}\n")
        with pytest.raises(PostgresError) as error:
            Cluster(cluster.paths, cluster.account, cluster.bin_dir, timeout=0).stop()

    assert str(error.value) == (
        f"PostgreSQL, process {process.pid}, did not stop within 0 s. "
        f"See {cluster.paths.home / 'log'}."
    )
