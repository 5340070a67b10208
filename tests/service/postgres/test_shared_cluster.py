import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hkinno.service import postgres
from hkinno.service.postgres import shared_cluster
from hkinno.service.postgres.account import Account
from hkinno.service.postgres.cluster import Cluster
from hkinno.service.postgres.paths import ClusterPaths
from hkinno.service.postgres.postmaster import read_postmaster

pytestmark = pytest.mark.server

ROOT = Path(__file__).resolve().parents[3]
# Says when it is in, and leaves when it is told to.
USER_PROCESS = """
import sys
from pathlib import Path
from hkinno.service import postgres
from hkinno.service.postgres.configuration import DISPOSABLE
with postgres.running(Path(sys.argv[1]), DISPOSABLE):
    print("in", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def user(folder):
    """Starts a process that uses the cluster in `folder` until it is told to leave."""
    with contextlib.ExitStack() as users:

        def enter() -> subprocess.Popen:
            process = users.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", USER_PROCESS, str(folder)],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    start_new_session=True,
                )
            )
            users.callback(process.kill)
            return process

        yield enter
        data = shared_cluster.cluster_for(folder, {})
    data.stop()


def data_of(folder: Path) -> Path:
    return shared_cluster.cluster_for(folder, {}).paths.data


def leave(process: subprocess.Popen) -> str:
    """What the process has errors on its way, once it has left in order."""
    errors = process.communicate("\n")[1]
    assert process.returncode == 0, errors
    return errors


def test_four_processes_at_once_get_one_cluster(user, folder):
    users = [user() for _ in range(4)]
    assert [process.stdout.readline() for process in users] == ["in\n"] * 4
    server = read_postmaster(data_of(folder))

    for process in users[:3]:
        process.stdin.close()
        process.wait()
        assert read_postmaster(data_of(folder)) == server
    users[3].stdin.close()
    users[3].wait()

    assert read_postmaster(data_of(folder)) is None
    errors = [process.stderr.read().splitlines() for process in users]
    first = ["Creating and starting the embedded PostgreSQL ..."]
    assert sorted(errors) == [[], [], [], first]


def test_cluster_is_made_once_and_started_again(user):
    first, second = user(), None
    leave(first)
    second = user()

    assert leave(second) == "Starting the embedded PostgreSQL ...\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_that_ends_the_last_process_stops_the_cluster(user, folder, number):
    process = user()
    process.stdout.readline()

    process.send_signal(number)

    assert process.wait() == 128 + number
    assert read_postmaster(data_of(folder)) is None


def test_cluster_of_a_killed_process_is_taken_over_and_stopped(user, folder):
    killed = user()
    killed.stdout.readline()
    killed.kill()
    killed.wait()
    server = read_postmaster(data_of(folder))
    assert server.status == "ready"

    successor = user()
    successor.stdout.readline()

    assert read_postmaster(data_of(folder)) == server
    leave(successor)
    assert read_postmaster(data_of(folder)) is None


def test_start_after_one_that_was_killed_half_way_makes_a_whole_cluster(user):
    killed = user()
    assert killed.stderr.readline() == "Creating and starting the embedded PostgreSQL ...\n"
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()

    successor = user()

    assert successor.stdout.readline() == "in\n"
    leave(successor)


def test_signals_mean_what_they_meant_before(folder):
    before = signal.getsignal(signal.SIGTERM)

    with postgres.running(folder):
        assert signal.getsignal(signal.SIGTERM) != before

    assert signal.getsignal(signal.SIGTERM) == before


def test_database_that_lies_elsewhere_is_named_aloud(folder, capsys):
    cluster = shared_cluster.cluster_for(folder, {})
    elsewhere = ClusterPaths(cluster.paths.home, cluster.paths.socket)
    account = Account(cluster.account.uid, cluster.account.gid, "keeper", cluster.account.is_other)
    cluster = Cluster(elsewhere, account, cluster.bin_dir)

    shared_cluster.start(cluster, Path("/the/clone/var"))
    cluster.stop()

    assert capsys.readouterr().err.splitlines() == [
        f"The database is in {elsewhere.home}: keeper, the account that runs PostgreSQL, "
        "cannot enter /the/clone/var.",
        "Creating and starting the embedded PostgreSQL ...",
    ]
