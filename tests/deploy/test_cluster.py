"""`make cluster`, as far as it can be tested without its components."""

import runpy
import signal
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from deploy.cluster import __main__ as command
from deploy.cluster import cluster
from deploy.cluster.cluster import Cluster
from deploy.cluster.configuration import Layout, write_configuration
from deploy.cluster.requirements import RequirementError
from tests.deploy.programs import PROGRAMS, fake_programs


@pytest.fixture
def programs(tmp_path, monkeypatch):
    found = fake_programs(tmp_path)
    monkeypatch.setattr(cluster, "find_programs", lambda directories: found)
    monkeypatch.setattr(cluster, "require_free", lambda addresses: None)
    return found


@pytest.fixture
def nginx():
    """The address of a server that says from the second request on that it is ready."""
    statuses = iter([503])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(next(statuses, 200))
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address
        server.shutdown()
        thread.join()


def test_cluster_is_stopped_and_its_folder_removed(tmp_path, programs, nginx):
    folder = tmp_path / "new"

    with cluster.cluster(Layout(folder, http=nginx), WORKERS="3") as running:
        running.wait_until_ready()
        assert running.is_running()
        assert "WORKERS=3" in (folder / "supervisord.conf").read_text()

    assert not running.is_running()
    assert not folder.exists()


def test_cluster_that_ends_shows_its_logs(layout):
    (layout.folder / "etcd1.log").write_text("cannot\nlisten\n")

    running = Cluster(layout, PROGRAMS, {"ENTER": ""})
    with pytest.raises(RequirementError) as error:
        running.wait_until_ready()
    assert str(error.value) == "The cluster did not start.\n--- etcd1.log\ncannot\nlisten"
    running.stop()  # nothing runs


def test_process_that_does_not_stop_is_killed(layout, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "STOP_SECONDS", 0.01)
    running = Cluster(layout, fake_programs(tmp_path), {"ENTER": ""})
    shell = "trap '' TERM; echo ready; while :; do sleep 600; done"
    running.process = subprocess.Popen(["sh", "-c", shell], stdout=subprocess.PIPE)
    running.process.stdout.readline()

    running.stop()

    assert running.process.wait(60) == -signal.SIGKILL
    running.process.stdout.close()


def test_supervisorctl_is_asked(layout, values):
    write_configuration(layout, values)

    assert "no such file" in Cluster(layout, PROGRAMS, values).control("status").lower()


def test_command_prints_the_addresses_and_stops(programs, nginx, no_account, monkeypatch, capsys):
    monkeypatch.setenv("PORT", str(nginx[1]))
    handlers = {}
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(signal, "pause", lambda: handlers[signal.SIGTERM](signal.SIGTERM, None))

    assert command.main() == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == f"API          http://127.0.0.1:{nginx[1]}/api/v1/"
    assert lines[-2:] == ["Press Ctrl-C to stop all and remove its data.", "Stopped."]
    # A second Ctrl-C does not interrupt the stop.
    assert handlers == {signal.SIGINT: signal.SIG_IGN, signal.SIGTERM: signal.SIG_IGN}


def test_command_says_what_is_missing(no_account, monkeypatch, capsys):
    monkeypatch.setattr(cluster, "SEARCHED", ())
    monkeypatch.setattr(cluster, "postgres_directories", list)
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)

    with pytest.raises(SystemExit) as error:
        runpy.run_path(command.__file__, run_name="__main__")

    assert error.value.code == 1
    assert "apt install etcd-server patroni" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["http", "70000"])
def test_wrong_port_is_an_error(port, no_account, monkeypatch, capsys):
    monkeypatch.setenv("PORT", port)
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)

    assert command.main() == 1

    assert capsys.readouterr().err == f"PORT is {port!r}. It must be a number from 1 to 65535.\n"


def test_makefile_has_the_command():
    command = ["make", "--no-print-directory", "-n", "cluster"]

    printed = subprocess.check_output(command, text=True)

    assert printed.splitlines()[-1].endswith("-m deploy.cluster")
