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
from hkinno.service.postgres.errors import PostgresError
from hkinno.service.postgres.paths import ClusterPaths
from hkinno.service.postgres.postmaster import read_postmaster

pytestmark = pytest.mark.server

ROOT = Path(__file__).resolve().parents[3]
# Prints a line once the cluster runs, and exits after a line of input.
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
    """Starts a process that uses the cluster in `folder` until it gets a line of input."""
    with contextlib.ExitStack() as stack:

        def start() -> subprocess.Popen:
            process = stack.enter_context(
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
            stack.callback(process.kill)
            return process

        yield start
        cluster = shared_cluster.cluster_for(folder, {})
    cluster.stop()


def data_directory(folder: Path) -> Path:
    return shared_cluster.cluster_for(folder, {}).paths.data


def finish(process: subprocess.Popen) -> str:
    """The standard error of a process that ends with exit status 0."""
    errors = process.communicate("\n")[1]
    assert process.returncode == 0, errors
    return errors


def test_concurrent_processes_share_one_cluster(user, folder):
    users = [user() for _ in range(4)]
    assert [process.stdout.readline() for process in users] == ["in\n"] * 4
    server = read_postmaster(data_directory(folder))

    for process in users[:3]:
        process.stdin.close()
        process.wait()
        assert read_postmaster(data_directory(folder)) == server
    users[3].stdin.close()
    users[3].wait()

    assert read_postmaster(data_directory(folder)) is None
    errors = [process.stderr.read().splitlines() for process in users]
    first_errors = ["Creating and starting the embedded PostgreSQL ..."]
    assert sorted(errors) == [[], [], [], first_errors]


def test_cluster_is_created_once_and_started_again(user):
    finish(user())

    assert finish(user()) == "Starting the embedded PostgreSQL ...\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_to_the_last_process_stops_the_cluster(user, folder, number):
    process = user()
    process.stdout.readline()

    process.send_signal(number)

    assert process.wait() == 128 + number
    assert read_postmaster(data_directory(folder)) is None


def test_cluster_of_a_killed_process_is_reused_and_stopped(user, folder):
    killed = user()
    killed.stdout.readline()
    killed.kill()
    killed.wait()
    server = read_postmaster(data_directory(folder))
    assert server.status == "ready"

    successor = user()
    successor.stdout.readline()

    assert read_postmaster(data_directory(folder)) == server
    finish(successor)
    assert read_postmaster(data_directory(folder)) is None


def test_cluster_is_created_after_a_killed_start(user):
    killed = user()
    assert killed.stderr.readline() == "Creating and starting the embedded PostgreSQL ...\n"
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()

    successor = user()

    assert successor.stdout.readline() == "in\n"
    finish(successor)


def test_folder_that_cannot_be_created_is_an_error():
    with pytest.raises(PostgresError) as error, postgres.running(Path("/dev/null/var")):
        pass

    assert str(error.value) == (
        "Cannot create /dev/null/var: Not a directory. Set VAR_DIR to a directory of your own."
    )


def test_signal_handlers_are_restored(folder):
    before = signal.getsignal(signal.SIGTERM)

    with postgres.running(folder):
        assert signal.getsignal(signal.SIGTERM) != before

    assert signal.getsignal(signal.SIGTERM) == before


def test_cluster_outside_the_var_directory_is_reported(folder, capsys):
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
