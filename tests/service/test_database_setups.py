"""The SQL of docs/operating.md prepares PostgreSQL 15 and 18 for a role that is no superuser."""

import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from hkinno.service.postgres.binaries import accessible_to, system_directories, wheel_directory
from hkinno.service.postgres.configuration import DISPOSABLE
from hkinno.service.postgres.shared_cluster import cluster_for
from tests.service.postgres.servers import connect
from tests.service.test_make_run import Service

pytestmark = [pytest.mark.server, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "operating.md"
CREATE_OWNER, CREATE_SECOND_ROLE = re.findall(
    r"```sql\n(CREATE ROLE .*?)```", DOCUMENT.read_text(), re.S
)
BINARIES = {"18": wheel_directory()} | {path.parent.name: path for path in system_directories()}


@pytest.fixture(params=["15", "18"])
def server(request, folder):
    """A running server of the major version, without roles and databases of ours."""
    if (bin_dir := BINARIES.get(request.param)) is None:
        pytest.skip(f"PostgreSQL {request.param} is not installed")
    cluster = cluster_for(folder / "server", DISPOSABLE)
    cluster = replace(cluster, bin_dir=accessible_to(cluster.account, bin_dir))
    cluster.start()
    execute(cluster, "drop database hkinno; drop role hkinno;", "postgres")
    yield cluster
    cluster.stop()


def execute(cluster, statements: str, database: str) -> None:
    """Execute statements one by one, as psql does."""
    with psycopg.connect(
        host=str(cluster.paths.socket), user="postgres", dbname=database, autocommit=True
    ) as connection:
        for statement in filter(None, map(str.strip, statements.split(";"))):
            connection.execute(statement)


def serve(cluster, folder, role: str) -> Service:
    url = f"postgresql://{role}:password@/hkinno?host={cluster.paths.socket}"
    variables = {"DATABASE_URL": url.replace(" ", "%20"), "SECRET_KEY": "a secret"}
    return Service(folder / "var", **variables)


def assert_serves(service: Service) -> list[str]:
    """The lines of a start that ends with a service that answers, and with its end."""
    with service.process:
        lines = service.startup_lines()
        assert service.get("/readyz")[0] == 200
        assert service.get("/api/v1/labs/")[0] == 200
        service.process.terminate()
    return lines


def test_documented_roles_migrate_and_serve(server, folder):
    execute(server, CREATE_OWNER, "postgres")

    assert "Creating the tables ...\n" in assert_serves(serve(server, folder, "hkinno"))

    execute(server, CREATE_SECOND_ROLE, "hkinno")
    assert "Creating the tables ...\n" not in assert_serves(serve(server, folder, "hkinno_web"))
    with connect(server, "hkinno_web") as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("create table public.mine ()")
        connection.rollback()
        connection.execute("select * from labs_lab limit 1")


def test_script_of_the_docker_image_creates_an_ordinary_role(server):
    variables = {
        "PATH": f"{server.bin_dir}:{os.environ['PATH']}",
        "PGHOST": str(server.paths.socket),
        "POSTGRES_USER": "postgres",
        "DATABASE_PASSWORD": "it's secret",
    }

    subprocess.run(["sh", ROOT / "deploy" / "create_database.sh"], env=variables, check=True)

    with connect(server) as connection:
        query = """
            select rolsuper, rolcreatedb, rolcreaterole, pg_get_userbyid(datdba)
            from pg_roles, pg_database where rolname = user and datname = current_database()
        """
        assert connection.execute(query).fetchone() == (False, False, False, "hkinno")
        connection.execute("create table public.mine ()")
