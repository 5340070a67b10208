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
from hkinno.service.postgres.paths import Places
from hkinno.service.postgres.postmaster import postmaster_of

ROOT = Path(__file__).resolve().parents[3]
# Says when it is in, and leaves when it is told to.
VISITOR = """
import sys
from pathlib import Path
from hkinno.service import postgres
from hkinno.service.postgres.configuration import THROW_AWAY
with postgres.running(Path(sys.argv[1]), THROW_AWAY):
    print("in", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def visitor(folder):
    """Starts a process that uses the cluster in `folder` until it is told to leave."""
    with contextlib.ExitStack() as visitors:

        def enter() -> subprocess.Popen:
            process = visitors.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", VISITOR, str(folder)],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    start_new_session=True,
                )
            )
            visitors.callback(process.kill)
            return process

        yield enter
        data = shared_cluster.cluster_in(folder, {})
    data.stop()


def data_of(folder: Path) -> Path:
    return shared_cluster.cluster_in(folder, {}).places.data


def leave(process: subprocess.Popen) -> str:
    """What the process has said on its way, once it has left in order."""
    said = process.communicate("\n")[1]
    assert process.returncode == 0, said
    return said


def test_four_processes_at_once_get_one_cluster(visitor, folder):
    visitors = [visitor() for _ in range(4)]
    assert [process.stdout.readline() for process in visitors] == ["in\n"] * 4
    server = postmaster_of(data_of(folder))

    for process in visitors[:3]:
        process.stdin.close()
        process.wait()
        assert postmaster_of(data_of(folder)) == server
    visitors[3].stdin.close()
    visitors[3].wait()

    assert postmaster_of(data_of(folder)) is None
    said = [process.stderr.read().splitlines() for process in visitors]
    first = ["Making a PostgreSQL database (once) ...", "Starting the embedded PostgreSQL ..."]
    assert sorted(said) == [[], [], [], first]


def test_cluster_is_made_once_and_started_again(visitor):
    first, second = visitor(), None
    leave(first)
    second = visitor()

    assert leave(second) == "Starting the embedded PostgreSQL ...\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_that_ends_the_last_process_stops_the_cluster(visitor, folder, number):
    process = visitor()
    process.stdout.readline()

    process.send_signal(number)

    assert process.wait() == 128 + number
    assert postmaster_of(data_of(folder)) is None


def test_cluster_of_a_killed_process_is_taken_over_and_stopped(visitor, folder):
    killed = visitor()
    killed.stdout.readline()
    killed.kill()
    killed.wait()
    server = postmaster_of(data_of(folder))
    assert server.status == "ready"

    heir = visitor()
    heir.stdout.readline()

    assert postmaster_of(data_of(folder)) == server
    leave(heir)
    assert postmaster_of(data_of(folder)) is None


def test_start_after_one_that_was_killed_half_way_makes_a_whole_cluster(visitor):
    killed = visitor()
    assert killed.stderr.readline() == "Making a PostgreSQL database (once) ...\n"
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()

    heir = visitor()

    assert heir.stdout.readline() == "in\n"
    leave(heir)


def test_signals_mean_what_they_meant_before(folder):
    before = signal.getsignal(signal.SIGTERM)

    with postgres.running(folder):
        assert signal.getsignal(signal.SIGTERM) != before

    assert signal.getsignal(signal.SIGTERM) == before


def test_database_that_lies_elsewhere_is_named_aloud(folder, capsys):
    cluster = shared_cluster.cluster_in(folder, {})
    elsewhere = Places(cluster.places.home, cluster.places.socket)
    account = Account(cluster.account.uid, cluster.account.gid, "keeper", cluster.account.is_other)
    cluster = Cluster(elsewhere, account, cluster.programs)

    shared_cluster.start(cluster, Path("/the/clone/var"))
    cluster.stop()

    assert capsys.readouterr().err.splitlines() == [
        "Making a PostgreSQL database (once) ...",
        "Starting the embedded PostgreSQL ...",
        f"The database lies in {elsewhere.home}: account keeper, which runs PostgreSQL, "
        "cannot enter /the/clone/var.",
    ]
