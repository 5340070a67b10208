"""`make run` as a person runs it: a process, a port, signals."""

import os
import re
import signal
import socket
import subprocess
import sys
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
    """The entry point of `make run` as a process of its own."""

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
        """The lines printed before the service starts to serve."""
        return list(iter(self.process.stdout.readline, LAST_LINE))

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of the response; the port is open before the first worker is."""
        while self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as response:
                    return response.status, response.read().decode()
            except urllib.error.HTTPError as refused:
                with refused:
                    return refused.status, refused.read().decode()
            except urllib.error.URLError:
                continue
        raise AssertionError(self.process.stderr.read())

    def end(self) -> tuple[int, str]:
        """Exit status and standard error, once the process has ended."""
        errors = self.process.communicate()[1]
        return self.process.returncode, errors

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Exit status after a signal."""
        self.process.send_signal(number)
        return self.end()[0]


@pytest.fixture
def service(folder):
    """Starts services whose files lie in `folder`, and leaves none of them behind."""
    started = []

    def start(**environment: str) -> Service:
        started.append(Service(folder / "the var", **environment))
        return started[-1]

    yield start
    for started_service in started:
        with started_service.process:
            if started_service.process.poll() is None:
                os.killpg(started_service.process.pid, signal.SIGKILL)
    cluster_for(folder / "the var", {}).stop()


def server_of(folder: Path):
    return read_postmaster(cluster_for(folder / "the var", {}).paths.data)


def test_first_run_prepares_and_the_second_repeats_nothing(service, folder):
    first = service()
    lines = first.startup_lines()
    at = f"http://127.0.0.1:{first.port}"

    assert [re.sub("password .* [(]", "password ... (", line) for line in lines] == [
        "Creating the tables ...\n",
        "Loading fixtures ...\n",
        "Created the user admin with the password ... (shown only once).\n",
        f"API       {at}/api/v1/\n",
        f"Explorer  {at}/api/docs/\n",
        f"Admin     {at}/admin/\n",
    ]
    assert [first.get(path)[0] for path in ("/healthz", "/readyz", "/admin/login/")] == [200] * 3
    status, body = first.get("/api/v1/labs/")
    assert (status, f"{at}/api/v1/labs/" in body) == (200, True)
    stylesheet = re.search(r'href="(/static/[^"]+\.css)"', first.get("/admin/login/")[1])
    assert first.get(stylesheet[1])[0] == 200
    assert is_ready(str(first.port))
    assert first.stop(signal.SIGTERM) == 0
    assert not is_ready(str(first.port))
    assert server_of(folder) is None

    second = service()

    assert len(second.startup_lines()) == 3
    assert second.get("/readyz")[0] == 200
    assert second.stop(signal.SIGINT) == 0
    assert server_of(folder) is None


def test_port_that_is_taken_ends_the_start_and_the_database(service, folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        status, errors = service(PORT=str(port)).end()

    assert status == 1
    assert f"Port {port} on 127.0.0.1 is already in use." in errors
    assert server_of(folder) is None


def test_postgresql_that_is_nowhere_ends_the_start(service, folder):
    status, errors = service(POSTGRES_BIN="/no/such/folder").end()

    assert status == 1
    assert errors.startswith("PostgreSQL is not available: DATABASE_URL is not set, ")


def test_database_that_does_not_answer_ends_the_start(service):
    url = f"postgresql://hkinno@127.0.0.1:{free_port()}/hkinno"

    status, errors = service(DATABASE_URL=url, SECRET_KEY="a secret").end()

    assert status == 1
    assert "Cannot connect to the database in DATABASE_URL: " in errors
    assert "Traceback" not in errors


def test_address_of_no_database_ends_the_start(service):
    status, errors = service(DATABASE_URL="mysql://a:secret@b/c", SECRET_KEY="a secret").end()

    assert status == 1
    assert errors.startswith("DATABASE_URL is not the URL of a PostgreSQL database. ")
    assert "secret" not in errors


def test_database_of_another_version_ends_the_start_and_stays_as_it_was(service, create_database):
    made = create_database("template template0 encoding 'UTF8' locale_provider libc locale 'C'")
    with psycopg.connect(**made, autocommit=True) as connection:
        connection.execute(
            "create table django_migrations (id bigint primary key, app text, name text,"
            " applied timestamptz);"
            "insert into django_migrations"
            " values (1, 'registry', '0005_search_of_every_writer', now())"
        )
    query = urlencode({key: value for key, value in made.items() if key != "dbname"})
    named = {"DATABASE_URL": f"postgresql:///{made['dbname']}?{query}", "SECRET_KEY": "a secret"}

    status, message = service(**named).end()
    migrated = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=ROOT,
        env=os.environ | named,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (status, migrated.returncode) == (1, 1)
    for output in (message, migrated.stderr):
        assert "does not have the migrations registry.0005_search_of_every_writer." in output
        assert "Start with an empty database" in output
    with psycopg.connect(**made) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'public'")
        assert tables.fetchall() == [("django_migrations",)]
