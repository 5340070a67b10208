"""Variables that other programs read must not change what the service does, nor where.

Without DATABASE_URL none of them counts; with it, only what the URL names.
"""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psycopg
import pytest

from deploy.is_ready import is_ready
from deploy.venv import installer_environment
from hkinno.service.env import ignore_foreign_variables
from hkinno.service.postgres.binaries import wheel_directory
from hkinno.service.postgres.configuration import DISPOSABLE, environment
from hkinno.service.postgres.shared_cluster import cluster_for
from tests.service.foreign_variables import (
    INSTALLER_VARIABLES,
    LIBPQ_VARIABLES,
    PROXY,
    PROXY_VARIABLES,
    PYTHON_VARIABLES,
    SECRETS,
)
from tests.service.test_make_run import Service, free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("name", "value"), LIBPQ_VARIABLES.items())
def test_variable_of_libpq_does_not_reach_libpq(monkeypatch, name, value):
    expected = psycopg.pq.Conninfo.get_defaults()
    monkeypatch.setenv(name, value)

    ignore_foreign_variables(os.environ)

    assert psycopg.pq.Conninfo.get_defaults() == expected
    assert name not in os.environ
    assert name not in environment({name: value})


@pytest.mark.parametrize("name", ["DJANGO_SETTINGS_MODULE"])
def test_settings_are_those_of_the_project(name):
    variables = {name: "another_project.settings"}

    ignore_foreign_variables(variables)

    assert variables == {"DJANGO_SETTINGS_MODULE": "hkinno.settings"}


@pytest.mark.parametrize("name", [*INSTALLER_VARIABLES, *PYTHON_VARIABLES])
def test_variable_does_not_reach_the_installer(name):
    assert installer_environment({name: "1", "PATH": "/bin"}) == {"PATH": "/bin"}


@pytest.mark.parametrize(
    "name",
    [
        *["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_CERT", "PIP_PROXY"],
        *["PIP_CONFIG_FILE", "UV_DEFAULT_INDEX", "UV_CACHE_DIR", "https_proxy", "PATH"],
    ],
)
def test_installer_is_told_how_to_reach_an_index(name):
    assert installer_environment({name: "value"}) == {name: "value"}


def test_variables_of_python_do_not_reach_the_commands_of_make():
    """The Makefile is read with one target more, which prints the environment of a command."""
    makefile = "include Makefile\nenvironment:\n\t@env\n"

    output = subprocess.check_output(
        ["make", "--no-print-directory", "-f", "-", "environment"],
        input=makefile,
        env=os.environ | PYTHON_VARIABLES | {"PYTHONUNBUFFERED": "1"},
        text=True,
        cwd=ROOT,
    )

    names = {line.partition("=")[0] for line in output.splitlines()}
    assert "PYTHONUNBUFFERED" in names
    assert names & PYTHON_VARIABLES.keys() == set()


@pytest.mark.parametrize("name", SECRETS)
def test_secret_does_not_reach_postgresql(name):
    assert environment({name: "secret", "PATH": "/bin"}) == {
        "PATH": "/bin",
        "LC_ALL": "C",
        "TZ": "UTC",
    }


class Ready(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.headers["Host"] == "localhost" else 400)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.mark.parametrize("name", PROXY_VARIABLES)
def test_health_check_uses_no_proxy(monkeypatch, name):
    monkeypatch.setenv(name, PROXY)
    with HTTPServer(("127.0.0.1", 0), Ready) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()

        assert is_ready(str(server.server_port), "0.0.0.0")
        thread.join()


@pytest.fixture
def victim(folder):
    """The port of a PostgreSQL server that must stay as it is."""
    port = free_port()
    settings = DISPOSABLE | {"listen_addresses": "127.0.0.1", "port": str(port)}
    cluster = cluster_for(folder / "victim", settings)
    cluster.start()
    yield port
    cluster.stop()


def contents(port: int) -> list[tuple[str]]:
    """The names of all databases and roles of a server, and of the tables of one database."""
    query = """
        select datname::text from pg_database union all select rolname from pg_roles
        union all select relname from pg_class where relnamespace = 'public'::regnamespace
        order by 1
    """
    with psycopg.connect(
        host="127.0.0.1", port=port, user="postgres", dbname="postgres"
    ) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def hostile_environment(folder, victim):
    """All variables at once, those of libpq pointing to the victim."""
    package = folder / "hostile" / "hkinno"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('the wrong hkinno')")
    service_file = folder / "services"
    service_file.write_text(f"[victim]\nhost=127.0.0.1\nport={victim}\ndbname=postgres\n")
    return (
        LIBPQ_VARIABLES
        | {
            "PGHOST": "127.0.0.1",
            "PGHOSTADDR": "127.0.0.1",
            "PGPORT": str(victim),
            "PGUSER": "postgres",
            "PGDATABASE": "postgres",
            "PGSERVICE": "victim",
            "PGSERVICEFILE": str(service_file),
            "DJANGO_SETTINGS_MODULE": "another_project.settings",
            "PYTHONPATH": str(package.parent),
            "PYTHONSAFEPATH": "1",
        }
        | dict.fromkeys(PROXY_VARIABLES, PROXY)
        | INSTALLER_VARIABLES
    )


@pytest.mark.server
@pytest.mark.slow
def test_service_with_all_variables_at_once_leaves_another_server_alone(
    folder, victim, hostile_environment
):
    expected = contents(victim)
    service = Service(folder / "var", **hostile_environment)
    with service.process:
        service.startup_lines()
        shell = subprocess.run(
            [sys.executable, "manage.py", "dbshell", "--", "-XAtc", "select inet_server_port()"],
            cwd=ROOT,
            env=os.environ
            | hostile_environment
            | {"VAR_DIR": str(folder / "var"), "DATABASE_URL": ""}
            | {"PATH": f"{wheel_directory()}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        status, _body = service.get("/readyz")
        service.process.terminate()

    assert (shell.returncode, shell.stdout) == (0, "\n"), shell.stderr  # no port: a unix socket
    assert status == 200
    assert contents(victim) == expected


@pytest.mark.server
def test_only_the_server_in_database_url_counts(victim, hostile_environment):
    """The database that is named does not exist, so that the error tells which server it was."""
    port = free_port()
    completed = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=ROOT,
        env=os.environ
        | hostile_environment
        | {"DATABASE_URL": f"postgresql://me@127.0.0.1:{port}/hkinno", "SECRET_KEY": "a secret"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert completed.returncode == 1
    assert f"port {port} failed" in completed.stderr
