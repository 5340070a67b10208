import logging
from types import SimpleNamespace

import pytest

from hkinno.service.postgres.automatic_restart import keep_running, supervised
from hkinno.service.postgres.cluster import Cluster
from hkinno.service.postgres.postmaster import read_postmaster
from tests.service.postgres.servers import connect, kill
from tests.waiting import wait_until

pytestmark = pytest.mark.server


def is_ready(cluster: Cluster) -> bool:
    server = read_postmaster(cluster.paths.data)
    return server is not None and server.status == "ready"


@pytest.mark.parametrize("stop", [kill, Cluster.stop])
def test_stopped_server_is_started_again(cluster, folder, stop, caplog):
    cluster.start()
    with supervised(cluster, folder / "turn"):
        stop(cluster)

        wait_until(lambda: is_ready(cluster))

        with connect(cluster) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    assert "The embedded PostgreSQL had stopped and was started again." in caplog.messages


def test_running_server_is_left_alone(cluster, folder):
    cluster.start()
    server = read_postmaster(cluster.paths.data)
    ends = iter([False, False, True])

    keep_running(cluster, folder / "turn", SimpleNamespace(wait=lambda seconds: next(ends)))

    assert read_postmaster(cluster.paths.data) == server
    assert not (folder / "turn").exists()


def test_obstacle_is_logged_once_and_waited_for(cluster, folder, caplog, monkeypatch):
    """A folder in place of a file stands for a full disk: the server cannot be started."""
    cluster.start()
    cluster.stop()
    obstacle = cluster.paths.data / "hkinno.conf.new"
    obstacle.mkdir()
    attempts = []
    start = Cluster.start
    monkeypatch.setattr(Cluster, "start", lambda self: attempts.append(self) or start(self))
    with supervised(cluster, folder / "turn"):
        wait_until(lambda: len(attempts) > 2)
        obstacle.rename(folder / "elsewhere")
        wait_until(lambda: is_ready(cluster))
    lines = [record for record in caplog.records if record.levelno == logging.ERROR]

    assert len(lines) == 1
    assert "does not start: PostgreSQL could not write" in lines[0].getMessage()
