import ast
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from hkinno.service.env import database_config
from hkinno.service.postgres.binaries import wheel_directory

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")


def instruction(name: str) -> str:
    """The arguments of the last instruction with this name in the Dockerfile."""
    return re.findall(rf"^{name} +(.*)$", DOCKERFILE, re.M)[-1]


def environment_variables() -> set[str]:
    """All constants in the settings and the service that look like names of variables."""
    code = [
        *(ROOT / "hkinno").glob("*.py"),
        *(ROOT / "hkinno" / "service").glob("*.py"),
        ROOT / "deploy" / "is_ready.py",
    ]
    return {
        node.value
        for file in code
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and re.fullmatch(r"[A-Z_]+", str(node.value))
    }


def interpolate(text: str, values: dict[str, str]) -> str:
    """`text` with `${NAME:-default}` and `${NAME:?message}` replaced by values."""
    return re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda match: values[match[1]], text)


def test_compose_file_has_two_services_and_volumes_for_what_they_store():
    assert sorted(COMPOSE["services"]) == ["database", "web"]
    data, script = COMPOSE["services"]["database"]["volumes"]
    assert data == "database:/var/lib/postgresql"
    assert script.endswith(":/docker-entrypoint-initdb.d/create_database.sh:ro")
    # The image includes a file that is not executable in its own script, options and all.
    assert os.access(ROOT / script.partition(":")[0], os.X_OK)
    var = re.search(r"VAR_DIR=(\S+)", instruction("ENV"))[1]
    assert COMPOSE["services"]["web"]["volumes"] == [f"var:{var}"]
    assert list(COMPOSE["volumes"]) == ["database", "var"]


def test_images_can_be_pinned_by_digest():
    assert COMPOSE["services"]["database"]["image"] == "${POSTGRES_IMAGE:-postgres:18}"
    arguments = COMPOSE["services"]["web"]["build"]["args"]
    assert instruction("FROM") == "${PYTHON_IMAGE}"
    default = instruction("ARG").removeprefix("PYTHON_IMAGE=")
    assert arguments == {"PYTHON_IMAGE": f"${{PYTHON_IMAGE:-{default}}}"}


def test_compose_file_and_image_set_only_known_variables():
    in_compose_file = set(COMPOSE["services"]["web"]["environment"])
    in_image = set(re.findall(r"([A-Z_]+)=", instruction("ENV"))) - {"PYTHONUNBUFFERED"}

    assert in_compose_file | in_image <= environment_variables()


def test_web_service_connects_to_the_database_service():
    script = (ROOT / "deploy" / "create_database.sh").read_text()
    url = COMPOSE["services"]["web"]["environment"]["DATABASE_URL"]

    config = database_config(interpolate(url, {"DATABASE_PASSWORD": "secret"}), Path("/var"), {})

    assert (config["HOST"], config["PORT"]) == ("database", 5432)
    assert f"CREATE ROLE {config['USER']} LOGIN " in script
    assert f"CREATE DATABASE {config['NAME']} OWNER {config['USER']};" in script
    assert config["PASSWORD"] == "secret"


@pytest.mark.parametrize("service", ["database", "web"])
def test_secrets_come_from_the_environment(service):
    environment = COMPOSE["services"][service]["environment"]
    names = {"POSTGRES_PASSWORD", "DATABASE_PASSWORD", "SECRET_KEY", "DATABASE_URL"}
    secrets = names & set(environment)

    assert secrets
    assert all("${" in environment[name] for name in secrets)


def test_database_service_uses_utf8():
    options = COMPOSE["services"]["database"]["environment"]["POSTGRES_INITDB_ARGS"].split()

    assert {"--encoding=UTF8", "--locale-provider=builtin", "--lc-ctype=C.UTF-8"} <= set(options)


def test_every_service_has_a_health_check():
    assert all("healthcheck" in service for service in COMPOSE["services"].values())
    depends = COMPOSE["services"]["web"]["depends_on"]
    assert depends == {"database": {"condition": "service_healthy"}}
    check = COMPOSE["services"]["web"]["healthcheck"]["test"]
    assert check == ["CMD", "python", "deploy/is_ready.py"]
    assert (ROOT / check[2]).is_file()
    assert instruction("HEALTHCHECK").endswith('CMD ["python", "deploy/is_ready.py"]')


def test_health_check_fails_if_the_service_is_not_running():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        environment = os.environ | {"PORT": str(unused.getsockname()[1])}
        check = [sys.executable, "deploy/is_ready.py"]

        completed = subprocess.run(check, cwd=ROOT, env=environment, check=False)

    assert completed.returncode == 1


def test_image_has_the_clients_of_postgresql_and_no_server(tmp_path):
    installed = wheel_directory().parents[1]
    packages = tmp_path / "the packages"
    shutil.copytree(installed, packages / installed.name)
    shutil.copytree(f"{installed}.libs", packages / f"{installed.name}.libs")
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\necho '{packages}'\n")
    python.chmod(0o755)

    subprocess.run(
        ["sh", ROOT / "deploy" / "remove_postgres_server.sh"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        check=True,
    )

    bin_dir = packages / installed.name / "pginstall" / "bin"
    assert sorted(path.name for path in bin_dir.iterdir()) == ["pg_dump", "pg_restore", "psql"]
    for program in bin_dir.iterdir():
        subprocess.run([program, "--version"], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.slow
@pytest.mark.untraced
def test_static_files_are_collected_when_the_image_is_built(tmp_path):
    """Without a database or a secret, which an image must not contain."""
    (command,) = re.findall(r"^RUN (python manage.py .*)$", DOCKERFILE, re.M)
    variables = {"STATIC_ROOT": str(tmp_path / "static"), "VAR_DIR": str(tmp_path / "var")}
    environment = {
        name: value for name, value in os.environ.items() if name not in environment_variables()
    }

    subprocess.run(
        [sys.executable, *command.split()[1:]],
        cwd=ROOT,
        env=environment | variables,
        check=True,
        stdout=subprocess.DEVNULL,
    )

    assert list((tmp_path / "static").glob("**/*.css.gz"))


def test_command_of_the_image_exists():
    command = ast.literal_eval(instruction("CMD"))

    assert command[:2] == ["python", "manage.py"]
    assert (ROOT / "manage.py").is_file()
    assert command[2] in get_commands()


def test_image_has_an_unprivileged_user_and_excludes_development_files():
    assert instruction("USER") == "hkinno"
    assert {"var", ".venv", ".env", "tests"} <= set((ROOT / ".dockerignore").read_text().split())
