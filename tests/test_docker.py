import ast
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from hkinno.service.env import database_config

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")


def instruction(name: str) -> str:
    """What the last line of the Dockerfile that begins with `name` says."""
    return re.findall(rf"^{name} +(.*)$", DOCKERFILE, re.M)[-1]


def variables_of_the_service() -> set[str]:
    """Every text in the settings and beside them that looks like the name of a variable."""
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


def filled(text: str, values: dict[str, str]) -> str:
    """`text` as Docker would have it, with `${NAME:-default}` and `${NAME:?message}` filled in."""
    return re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda found: values[found[1]], text)


def test_two_services_run_and_the_data_outlive_them():
    assert sorted(COMPOSE["services"]) == ["database", "web"]
    (volume,) = COMPOSE["services"]["database"]["volumes"]
    assert volume == "database:/var/lib/postgresql"
    assert list(COMPOSE["volumes"]) == ["database"]
    assert COMPOSE["services"]["database"]["image"] == "postgres:18"


def test_variables_are_those_that_the_settings_read():
    named = set(COMPOSE["services"]["web"]["environment"])
    in_the_image = set(re.findall(r"([A-Z_]+)=", instruction("ENV"))) - {"PYTHONUNBUFFERED"}

    assert named | in_the_image <= variables_of_the_service()


def test_web_process_connects_to_the_database_beside_it():
    beside = COMPOSE["services"]["database"]["environment"]
    url = COMPOSE["services"]["web"]["environment"]["DATABASE_URL"]

    found = database_config(filled(url, {"POSTGRES_PASSWORD": "secret"}), Path("/var"), {})

    assert (found["HOST"], found["PORT"]) == ("database", 5432)
    assert (found["NAME"], found["USER"]) == (beside["POSTGRES_DB"], beside["POSTGRES_USER"])
    assert found["PASSWORD"] == "secret"


@pytest.mark.parametrize("service", ["database", "web"])
def test_secrets_come_from_the_environment(service):
    environment = COMPOSE["services"][service]["environment"]
    secrets = {"POSTGRES_PASSWORD", "SECRET_KEY", "DATABASE_URL"} & set(environment)

    assert secrets
    assert all("${" in environment[name] for name in secrets)


def test_database_of_the_image_knows_chinese_letters():
    options = COMPOSE["services"]["database"]["environment"]["POSTGRES_INITDB_ARGS"].split()

    assert {"--encoding=UTF8", "--locale-provider=builtin", "--lc-ctype=C.UTF-8"} <= set(options)


def test_each_service_is_asked_whether_it_is_well():
    assert all("healthcheck" in service for service in COMPOSE["services"].values())
    depends = COMPOSE["services"]["web"]["depends_on"]
    assert depends == {"database": {"condition": "service_healthy"}}
    check = COMPOSE["services"]["web"]["healthcheck"]["test"]
    assert check == ["CMD", "python", "deploy/is_ready.py"]
    assert (ROOT / check[2]).is_file()
    assert instruction("HEALTHCHECK").endswith('CMD ["python", "deploy/is_ready.py"]')


def test_health_check_of_a_service_that_does_not_run_fails():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        environment = os.environ | {"PORT": str(unused.getsockname()[1])}
        check = [sys.executable, "deploy/is_ready.py"]

        done = subprocess.run(check, cwd=ROOT, env=environment, check=False)

    assert done.returncode == 1


def test_command_of_the_image_exists():
    command = ast.literal_eval(instruction("CMD"))

    assert command[:2] == ["python", "manage.py"]
    assert (ROOT / "manage.py").is_file()
    assert command[2] in get_commands()


def test_image_runs_as_an_account_of_its_own_and_holds_what_runs():
    assert instruction("USER") == "hkinno"
    assert {"var", ".venv", ".env", "tests"} <= set((ROOT / ".dockerignore").read_text().split())
