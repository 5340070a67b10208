import os
import subprocess
from pathlib import Path

import pytest

from hkinno.service.postgres.errors import PostgresError
from hkinno.service.postgres.postmaster import Postmaster, is_running, read_postmaster

NO_PROC = Path("/no/such/folder")


def write_pid_file(data: Path, pid: int, *status: str) -> None:
    """What PostgreSQL leaves in its folder: eight lines, the last one its state."""
    lines = [str(pid), str(data), "1780000000", "5432", "", "", "1234 5678"]
    (data / "postmaster.pid").write_text("\n".join([*lines, *status]))


@pytest.fixture
def process_in(tmp_path):
    """A process that works in the folder of the data, as a server does."""
    process = subprocess.Popen(["sleep", "600"], cwd=tmp_path)
    yield process
    process.kill()
    process.wait()


def test_folder_without_a_pid_file_has_no_server(tmp_path):
    assert read_postmaster(tmp_path) is None


def test_pid_file_that_is_being_written_names_no_server(tmp_path):
    (tmp_path / "postmaster.pid").write_text("")

    assert read_postmaster(tmp_path) is None


def test_server_is_the_process_that_works_in_the_folder(tmp_path, process_in):
    write_pid_file(tmp_path, process_in.pid, "ready   ")

    assert read_postmaster(tmp_path) == Postmaster(process_in.pid, "ready")


def test_server_that_has_not_said_its_state_is_starting(tmp_path, process_in):
    write_pid_file(tmp_path, process_in.pid)

    assert read_postmaster(tmp_path) == Postmaster(process_in.pid, "starting")


def test_process_that_has_got_the_number_of_a_killed_server_is_no_server(tmp_path):
    write_pid_file(tmp_path, os.getpid(), "ready")

    assert read_postmaster(tmp_path) is None


def test_process_that_has_ended_is_no_server(tmp_path):
    ended = subprocess.Popen(["true"])
    ended.wait()
    write_pid_file(tmp_path, ended.pid, "ready")

    assert read_postmaster(tmp_path, NO_PROC) is None


def test_server_is_told_by_its_number_where_the_system_says_no_more(tmp_path):
    write_pid_file(tmp_path, os.getpid(), "ready")

    assert read_postmaster(tmp_path, NO_PROC) == Postmaster(os.getpid(), "ready")


def test_server_that_is_ready_runs(tmp_path, process_in):
    write_pid_file(tmp_path, process_in.pid, "ready")

    assert is_running(tmp_path, seconds=60)


def test_server_that_is_stopping_is_waited_for(tmp_path, process_in):
    write_pid_file(tmp_path, process_in.pid, "stopping")
    process_in.kill()
    process_in.wait()

    assert not is_running(tmp_path, seconds=60)


def test_server_that_never_becomes_ready_is_named(tmp_path, process_in):
    write_pid_file(tmp_path, process_in.pid, "starting")

    with pytest.raises(PostgresError) as late:
        is_running(tmp_path, seconds=0)

    assert str(late.value) == (
        f"PostgreSQL in {tmp_path} is still starting or stopping after 0 s. "
        "See the file `log` next to that directory."
    )
