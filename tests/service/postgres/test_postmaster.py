import os
import signal
import subprocess
from pathlib import Path

import pytest

from hkinno.service.postgres.errors import PostgresError
from hkinno.service.postgres.postmaster import (
    Postmaster,
    is_running,
    kill_orphans,
    read_postmaster,
    send_signal,
)

NO_PROC = Path("/no/such/folder")


def write_pid_file(data: Path, pid: int, *status: str) -> None:
    """Write a file as PostgreSQL does: seven lines and, once known, its status."""
    lines = [str(pid), str(data), "1780000000", "5432", "", "", "1234 5678"]
    (data / "postmaster.pid").write_text("\n".join([*lines, *status]))


@pytest.fixture
def server_process(tmp_path):
    """A process whose working directory is the data folder, as for a server."""
    process = subprocess.Popen(["sleep", "600"], cwd=tmp_path)
    yield process
    process.kill()
    process.wait()


def test_missing_pid_file_means_no_server(tmp_path):
    assert read_postmaster(tmp_path) is None


def test_empty_pid_file_means_no_server(tmp_path):
    (tmp_path / "postmaster.pid").write_text("")

    assert read_postmaster(tmp_path) is None


def test_server_is_the_process_whose_working_directory_is_the_data_folder(tmp_path, server_process):
    write_pid_file(tmp_path, server_process.pid, "ready   ")

    assert read_postmaster(tmp_path) == Postmaster(server_process.pid, "ready")


def test_server_without_a_status_is_starting(tmp_path, server_process):
    write_pid_file(tmp_path, server_process.pid)

    assert read_postmaster(tmp_path) == Postmaster(server_process.pid, "starting")


def test_another_process_with_the_same_pid_is_not_the_server(tmp_path):
    write_pid_file(tmp_path, os.getpid(), "ready")

    assert read_postmaster(tmp_path) is None


def test_ended_process_is_not_the_server(tmp_path):
    process = subprocess.Popen(["true"])
    process.wait()
    write_pid_file(tmp_path, process.pid, "ready")

    assert read_postmaster(tmp_path, NO_PROC) is None


def test_server_is_identified_by_its_pid_without_proc(tmp_path):
    write_pid_file(tmp_path, os.getpid(), "ready")

    assert read_postmaster(tmp_path, NO_PROC) == Postmaster(os.getpid(), "ready")


def test_ready_server_is_running(tmp_path, server_process):
    write_pid_file(tmp_path, server_process.pid, "ready")

    assert is_running(tmp_path, seconds=60)


def test_is_running_waits_for_a_stopping_server(tmp_path, server_process):
    write_pid_file(tmp_path, server_process.pid, "stopping")
    server_process.kill()
    server_process.wait()

    assert not is_running(tmp_path, seconds=60)


def test_server_that_does_not_become_ready_is_an_error(tmp_path, server_process):
    write_pid_file(tmp_path, server_process.pid, "starting")

    with pytest.raises(PostgresError) as error:
        is_running(tmp_path, seconds=0)

    assert str(error.value) == (
        f"PostgreSQL in {tmp_path} is still starting or stopping after 0 s. "
        "See the file `log` next to that directory."
    )


def test_orphans_are_the_processes_in_the_data_folder(tmp_path, server_process):
    kill_orphans(tmp_path, seconds=60)

    assert server_process.wait() == -signal.SIGKILL


def test_signal_reaches_no_process_without_proc(tmp_path, server_process):
    assert not send_signal(tmp_path, signal.SIGKILL, processes=NO_PROC)

    assert server_process.poll() is None
