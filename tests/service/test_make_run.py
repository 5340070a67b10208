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
from hkinno.service.postgres.postmaster import postmaster_of
from hkinno.service.postgres.shared_cluster import cluster_in

ROOT = Path(__file__).resolve().parents[2]
LAST_LINE = "Ctrl-C stops the service.\n"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Service:
    """The entry point of `make run` as a process of its own."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var = var
        self.port = int(environment.get("PORT") or free_port())
        ours = {"VAR_DIR": str(var), "PORT": str(self.port), "WORKERS": "1", "DATABASE_URL": ""}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=os.environ | ours | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def said_until_it_serves(self) -> list[str]:
        """The lines that it prints up to the last one before it serves."""
        return list(iter(self.process.stdout.readline, LAST_LINE))

    def answer(self, path: str) -> tuple[int, str]:
        """Status and body of its answer; it listens before its first process has started."""
        while self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as refused:
                with refused:
                    return refused.status, refused.read().decode()
            except urllib.error.URLError:
                continue
        raise AssertionError(self.process.stderr.read())

    def end(self) -> tuple[int, str]:
        """Exit status and what it has said of faults, when it ends by itself."""
        said = self.process.communicate()[1]
        return self.process.returncode, said

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
    for one in started:
        with one.process:
            if one.process.poll() is None:
                os.killpg(one.process.pid, signal.SIGKILL)
    cluster_in(folder / "the var", {}).stop()


def server_of(folder: Path):
    return postmaster_of(cluster_in(folder / "the var", {}).places.data)


def test_first_run_prepares_and_the_second_repeats_nothing(service, folder):
    first = service()
    said = first.said_until_it_serves()
    at = f"http://127.0.0.1:{first.port}"

    assert [re.sub("password .* [(]", "password ... (", line) for line in said] == [
        "Making the tables ...\n",
        "Loading fixtures/ ...\n",
        "Made the user admin with the password ... (shown this once).\n",
        f"API       {at}/api/v1/\n",
        f"Explorer  {at}/api/docs/\n",
        f"Admin     {at}/admin/\n",
    ]
    assert [first.answer(path)[0] for path in ("/healthz", "/readyz", "/admin/login/")] == [200] * 3
    status, body = first.answer("/api/v1/labs/")
    assert (status, f"{at}/api/v1/labs/" in body) == (200, True)
    stylesheet = re.search(r'href="(/static/[^"]+\.css)"', first.answer("/admin/login/")[1])
    assert first.answer(stylesheet[1])[0] == 200
    assert is_ready(str(first.port))
    assert first.stop(signal.SIGTERM) == 0
    assert not is_ready(str(first.port))
    assert server_of(folder) is None

    second = service()

    assert len(second.said_until_it_serves()) == 3
    assert second.answer("/readyz")[0] == 200
    assert second.stop(signal.SIGINT) == 0
    assert server_of(folder) is None


def test_port_that_is_taken_ends_the_start_and_the_database(service, folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        status, said = service(PORT=str(port)).end()

    assert status == 1
    assert f"Port {port} of 127.0.0.1 is taken by another program." in said
    assert server_of(folder) is None


def test_postgresql_that_is_nowhere_ends_the_start(service, folder):
    status, said = service(POSTGRES_BIN="/no/such/folder").end()

    assert status == 1
    assert said.startswith("There is no PostgreSQL here: DATABASE_URL names none, ")


def test_database_that_does_not_answer_ends_the_start(service):
    url = f"postgresql://hkinno@127.0.0.1:{free_port()}/hkinno"

    status, said = service(DATABASE_URL=url, SECRET_KEY="a secret").end()

    assert status == 1
    assert "The database that DATABASE_URL names does not answer: " in said
    assert "Traceback" not in said


def test_address_of_no_database_ends_the_start(service):
    status, said = service(DATABASE_URL="mysql://a:secret@b/c", SECRET_KEY="a secret").end()

    assert status == 1
    assert said.startswith("DATABASE_URL is not the address of a PostgreSQL database. ")
    assert "secret" not in said


def test_database_of_another_version_ends_the_start_and_stays_as_it_was(service, database_made):
    made = database_made("template template0 encoding 'UTF8' locale_provider libc locale 'C'")
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
