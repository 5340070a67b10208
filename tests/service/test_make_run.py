"""`make run` as a process: output, HTTP port and signals."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from deploy.is_ready import is_ready
from hkinno.service.postgres.postmaster import read_postmaster
from hkinno.service.postgres.shared_cluster import cluster_for

pytestmark = [pytest.mark.server, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
LAST_LINE = "Press Ctrl-C to stop.\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """The server of `make run` in a separate process."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var = var
        self.port = int(environment.get("PORT") or free_port())
        defaults = {"VAR_DIR": str(var), "PORT": str(self.port), "WORKERS": "1", "DATABASE_URL": ""}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=os.environ | defaults | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def startup_lines(self) -> list[str]:
        """The lines that are printed before the last line of the startup."""
        return list(iter(self.process.stdout.readline, LAST_LINE))

    def get(self, path: str) -> tuple[int, str]:
        """`(status, body)` of a response; retries until the first worker accepts connections."""
        while self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as response:
                    return response.status, response.read().decode()
            except urllib.error.HTTPError as error:
                with error:
                    return error.status, error.read().decode()
            except urllib.error.URLError:
                time.sleep(0.05)
        raise AssertionError(self.process.stderr.read())

    def wait(self) -> tuple[int, str]:
        """`(exit status, standard error)`, once the process has ended."""
        errors = self.process.communicate()[1]
        return self.process.returncode, errors

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(number)
        return self.wait()[0]


@pytest.fixture
def service(folder):
    """Starts services with their files in `folder`, and kills them at the end."""
    services = []

    def start(**environment: str) -> Service:
        services.append(Service(folder / "the var", **environment))
        return services[-1]

    yield start
    for running_service in services:
        with running_service.process:
            if running_service.process.poll() is None:
                os.killpg(running_service.process.pid, signal.SIGKILL)
    cluster_for(folder / "the var", {}).stop()


def read_server(folder: Path):
    return read_postmaster(cluster_for(folder / "the var", {}).paths.data)


def test_second_run_does_not_repeat_the_setup(service, folder):
    first = service()
    lines = first.startup_lines()
    base_url = f"http://127.0.0.1:{first.port}"

    assert [re.sub("password .* [(]", "password ... (", line) for line in lines] == [
        "Creating the tables ...\n",
        "Loading fixtures ...\n",
        "Created the user admin with the password ... (shown only once).\n",
        f"Website   {base_url}/\n",
        f"API       {base_url}/api/v1/\n",
        f"Explorer  {base_url}/api/docs/\n",
        f"Admin     {base_url}/admin/\n",
    ]
    assert [first.get(path)[0] for path in ("/healthz", "/readyz", "/admin/login/")] == [200] * 3
    status, body = first.get("/api/v1/labs/")
    assert (status, f"{base_url}/api/v1/labs/" in body) == (200, True)
    stylesheet = re.search(r'href="(/static/[^"]+\.css)"', first.get("/admin/login/")[1])
    assert first.get(stylesheet[1])[0] == 200
    assert is_ready(str(first.port))
    assert first.stop(signal.SIGTERM) == 0
    assert not is_ready(str(first.port))
    assert read_server(folder) is None

    second = service()

    assert len(second.startup_lines()) == 4
    assert second.get("/readyz")[0] == 200
    assert second.stop(signal.SIGINT) == 0
    assert read_server(folder) is None


def test_start_fails_and_stops_the_database_if_the_port_is_in_use(service, folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        probe.listen()
        port = probe.getsockname()[1]

        status, errors = service(PORT=str(port)).wait()

    assert status == 1
    assert f"Port {port} on 127.0.0.1 is already in use." in errors
    assert read_server(folder) is None


def test_start_fails_without_postgresql(service, folder):
    status, errors = service(POSTGRES_BIN="/no/such/folder").wait()

    assert status == 1
    assert errors.startswith("PostgreSQL is not available: DATABASE_URL is not set, ")


def test_start_fails_if_the_database_is_unreachable(service):
    url = f"postgresql://hkinno@127.0.0.1:{free_port()}/hkinno"

    status, errors = service(DATABASE_URL=url, SECRET_KEY="a secret").wait()

    assert status == 1
    assert "Cannot connect to the database in DATABASE_URL: " in errors
    assert "Traceback" not in errors


def test_start_fails_with_an_invalid_database_url(service):
    status, errors = service(DATABASE_URL="mysql://a:secret@b/c", SECRET_KEY="a secret").wait()

    assert status == 1
    assert errors.startswith("DATABASE_URL is not the URL of a PostgreSQL database. ")
    assert "secret" not in errors


def test_start_fails_with_a_database_of_another_version(service, create_database):
    database = create_database("template template0 encoding 'UTF8' locale_provider libc locale 'C'")
    with psycopg.connect(**database, autocommit=True) as connection:
        connection.execute(
            "create table django_migrations (id bigint primary key, app text, name text,"
            " applied timestamptz);"
            "insert into django_migrations"
            " values (1, 'registry', '0005_search_of_every_writer', now())"
        )
    query = urlencode({key: value for key, value in database.items() if key != "dbname"})
    environment = {
        "DATABASE_URL": f"postgresql:///{database['dbname']}?{query}",
        "SECRET_KEY": "a secret",
    }

    status, message = service(**environment).wait()
    migrate = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (status, migrate.returncode) == (1, 1)
    for output in (message, migrate.stderr):
        assert "does not have the migrations registry.0005_search_of_every_writer." in output
        assert "Start with an empty database" in output
    with psycopg.connect(**database) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'public'")
        assert tables.fetchall() == [("django_migrations",)]
