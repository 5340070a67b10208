"""`make cluster`, as far as it can be tested without its components."""

import errno
import os
import re
import runpy
import shutil
import signal
import socket
import stat
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from deploy.cluster import __main__ as command
from deploy.cluster import cluster, configuration, requirements
from deploy.cluster.cluster import Cluster
from deploy.cluster.configuration import Layout, fill_in, variables, write_configuration
from deploy.cluster.requirements import RequirementError, find_programs, require_free

PROGRAMS = {name: f"/usr/bin/{name}" for name in requirements.PACKAGES}


@pytest.fixture
def layout(tmp_path):
    folder = tmp_path / "cluster"
    folder.mkdir()
    return Layout(folder, network="127.0.30")


@pytest.fixture
def values(layout):
    return variables(layout, PROGRAMS)


@pytest.fixture
def no_account(monkeypatch):
    """As an account other than root, whichever this one is."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.mark.parametrize("name", configuration.SHARED)
def test_templates_have_no_variable_without_a_value(name, values):
    assert not re.search(r"\$\{?[A-Z]", fill_in(name, values))


def test_variable_without_a_value_is_an_error(values):
    with pytest.raises(KeyError, match="NODE"):
        fill_in("patroni.yml", values)


def test_variables_of_nginx_are_left_alone(values):
    assert "proxy_cache_key $scheme$http_host$request_uri;" in fill_in("nginx.conf", values)


def test_every_node_has_files_that_only_its_account_can_read(layout, values):
    write_configuration(layout, values)

    for node in (1, 2, 3):
        folder = layout.folder / f"node{node}"
        patroni = yaml.safe_load((folder / "patroni.yml").read_text())
        etcd = yaml.safe_load((folder / "etcd.yml").read_text())
        assert patroni["name"] == etcd["name"] == f"node{node}"
        assert patroni["postgresql"]["connect_address"] == f"127.0.30.{node}:5432"
        assert f"127.0.30.{node}:2379" in etcd["advertise-client-urls"]
        assert stat.S_IMODE((folder / "patroni.yml").stat().st_mode) == 0o600
    assert values["DATABASE_PASSWORD"] in (layout.folder / "userlist.txt").read_text()


def test_acknowledged_writes_are_on_two_nodes(values):
    patroni = yaml.safe_load(fill_in("patroni.yml", values | {"NODE": "1"}))

    settings = patroni["bootstrap"]["dcs"]

    assert settings["synchronous_mode"] is settings["synchronous_mode_strict"] is True
    assert settings["postgresql"]["use_pg_rewind"] is True
    assert settings["ttl"] >= settings["loop_wait"] + 2 * settings["retry_timeout"]


def test_processes_that_refuse_root_run_as_an_account(layout):
    layout = Layout(layout.folder, account="nobody", enter_node="ip netns exec node%(process_num)d")

    values = variables(layout, PROGRAMS)

    enter = "/usr/bin/setpriv --reuid=nobody --regid=nobody --init-groups"
    assert values["ENTER"] == enter
    assert values["ENTER_NODE"] == f"ip netns exec node%(process_num)d {enter}"
    assert fill_in("supervisord.conf", values).count(enter) == 4


def test_files_belong_to_the_account(layout, values, monkeypatch):
    owners = []
    monkeypatch.setattr(shutil, "chown", lambda path, owner: owners.append((path.name, owner)))

    write_configuration(Layout(layout.folder, account="nobody"), values)

    assert ("patroni.yml", "nobody") in owners
    assert ("cluster", "nobody") in owners


def test_missing_programs_are_named_with_their_packages(tmp_path):
    for name in requirements.PACKAGES:
        (tmp_path / name).touch(mode=0o755)
    assert find_programs([str(tmp_path)])["etcd"] == str(tmp_path / "etcd")
    for name in ("etcd", "nginx"):
        (tmp_path / name).unlink()

    with pytest.raises(RequirementError) as error:
        find_programs([str(tmp_path)])

    assert str(error.value) == (
        "Not found: etcd, nginx. On Debian or Ubuntu, install with\n  apt install etcd-server nginx"
    )


def test_newest_postgresql_is_preferred(tmp_path):
    for name in ("9", "15", "17", "other"):
        (tmp_path / name / "bin").mkdir(parents=True)

    directories = requirements.postgres_directories(tmp_path)

    assert directories == [str(tmp_path / name / "bin") for name in ("17", "15", "9")]


def test_account_is_needed_by_root_only(no_account, monkeypatch):
    assert requirements.account() is None

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(requirements, "ACCOUNT", "nobody")
    assert requirements.account() == "nobody"

    monkeypatch.setattr(requirements, "ACCOUNT", "no-such-account")
    with pytest.raises(RequirementError, match="there is no account no-such-account"):
        requirements.account()


def test_address_in_use_is_named():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]

        with pytest.raises(RequirementError) as error:
            require_free({("127.0.0.1", port): "nginx", ("192.0.2.1", 8000): "web process 1"})

    in_use, unavailable, *advice = str(error.value).splitlines()
    assert in_use == f"127.0.0.1:{port} (nginx): the port is in use"
    assert unavailable == (
        f"192.0.2.1:8000 (web process 1): {os.strerror(errno.EADDRNOTAVAIL).lower()}"
    )
    assert advice[-1] == "  make cluster PORT=8081 NETWORK=127.0.21"
    require_free({("127.0.0.1", port): "nginx"})


def test_addresses_are_those_of_the_templates(layout, values):
    addresses = layout.addresses()

    assert len(addresses) == 19
    elsewhere = Layout(layout.folder, layout.network, enter_node="ip netns exec").addresses()
    assert addresses.items() > elsewhere.items()
    listening = {
        "haproxy.cfg": r"bind (\S+):(\d+)",
        "nginx.conf": r"listen (\S+):(\d+)",
        "pgbouncer.ini": r"listen_addr = (\S+)\nlisten_port = (\d+)",
    }
    for name, pattern in listening.items():
        for host, port in re.findall(pattern, fill_in(name, values)):
            assert (host, int(port)) in addresses


def fake_programs(folder: Path) -> dict[str, str]:
    """Programs that do nothing, except setpriv, which runs `sleep` in place of supervisord."""
    programs = {name: folder / name for name in requirements.PACKAGES}
    for program in programs.values():
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    programs["setpriv"].write_text("#!/bin/sh\nexec sleep 600\n")
    return {name: str(program) for name, program in programs.items()}


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
