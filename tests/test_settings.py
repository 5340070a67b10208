import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
PRODUCTION = {
    "DATABASE_URL": "postgresql://hkinno@database.example/hkinno",
    "PUBLIC_URL": "https://hkinno.example",
    "SECRET_KEY": "this one has nothing to do with any service, and is 50 letters long or more",
}


@pytest.fixture
def settings_with(monkeypatch, tmp_path):
    """Reads the settings anew, in an environment that says nothing but what a test says."""

    def read(**environment: str) -> dict:
        for name in variables():
            monkeypatch.delenv(name, raising=False)
        for name, value in ({"VAR_DIR": str(tmp_path)} | environment).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "hkinno" / "settings.py"))

    return read


def variables() -> set[str]:
    """The names of all variables that the service reads."""
    code = "".join(
        path.read_text()
        for path in [
            *(ROOT / "hkinno").glob("*.py"),
            *(ROOT / "hkinno" / "service").rglob("*.py"),
            *(ROOT / "deploy").glob("*.py"),
        ]
    )
    return set(re.findall(r"(?:env\.\w+|integer|environ(?:ment)?\.get)\(\s*\"([A-Z_]+)\"", code))


def test_documentation_names_every_variable_and_no_other():
    documented = re.findall(
        r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operating.md").read_text(), re.M
    )

    assert sorted(documented) == sorted(variables() - {"PATH"})


def test_settings_write_nothing(settings_with, tmp_path):
    settings_with()

    assert list(tmp_path.iterdir()) == []


def test_defaults_are_safe(settings_with):
    settings = settings_with()

    assert settings["DEBUG"] is False
    assert settings["HOST"] == "127.0.0.1"
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["CORS_ALLOW_METHODS"] == ["GET", "HEAD", "OPTIONS", "POST"]
    assert settings["CORS_ALLOW_CREDENTIALS"] is False
    assert settings["DATABASES"]["default"]["NAME"] == "postgres"


def test_debug_is_on_when_asked_for(settings_with):
    assert settings_with(DEBUG="1")["DEBUG"] is True


def test_empty_variable_is_not_set(settings_with):
    empty = dict.fromkeys(variables() - {"VAR_DIR", "PATH", "DEBUG"}, "")

    settings = settings_with(**empty)

    assert (settings["HOST"], settings["PORT"]) == ("127.0.0.1", 8000)


def test_hosts_are_those_named_and_that_of_the_public_address(settings_with):
    settings = settings_with(ALLOWED_HOSTS="a.example, b.example", PUBLIC_URL="http://c.example:80")

    assert settings["ALLOWED_HOSTS"] == [
        "a.example",
        "b.example",
        "c.example",
        "localhost",
        "127.0.0.1",
        "[::1]",
    ]
    assert "SECURE_SSL_REDIRECT" not in settings


def test_public_address_with_tls_makes_cookies_secure(settings_with):
    settings = settings_with(**PRODUCTION)

    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert settings["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://hkinno.example"]


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """What `manage.py` answers in an environment that names the database."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={
            name: value for name, value in os.environ.items() if name not in variables() - {"PATH"}
        }
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_settings_of_production_pass_the_check_for_deployment():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (1 silenced).\n"


def test_production_without_a_secret_stops_with_a_sentence():
    done = manage("check", DATABASE_URL=PRODUCTION["DATABASE_URL"])

    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY must be set because DATABASE_URL is: ")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_any_page_may_read_the_api(client, method):
    answer = getattr(client, method)("/api/v1/", headers={"Origin": "https://a.example"})

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_page_that_asks_to_write_is_told_what_it_may(client):
    headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "DELETE"}

    answer = client.options("/api/v1/", headers=headers)

    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"


def test_no_page_may_read_the_admin(client):
    answer = client.get("/admin/login/", headers={"Origin": "https://a.example"})

    assert "Access-Control-Allow-Origin" not in answer.headers


def test_no_statement_is_prepared_on_the_server(db):
    from django.db import connection

    connection.ensure_connection()

    assert connection.connection.prepare_threshold is None


def test_static_files_are_served_from_the_packages_unless_they_have_been_collected(settings_with):
    settings = settings_with()

    assert (settings["STATIC_ROOT"], settings["WHITENOISE_USE_FINDERS"]) == (None, True)


def test_static_files_are_collected_with_hashes_and_compressed_copies(
    settings_with, settings, tmp_path
):
    with_root = settings_with(STATIC_ROOT=str(tmp_path))
    settings.STATIC_ROOT, settings.STORAGES = with_root["STATIC_ROOT"], with_root["STORAGES"]
    # Compressing the scripts of the explorers takes ten seconds.
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["js", "map"]

    call_command("collectstatic", interactive=False, verbosity=0)

    assert with_root["WHITENOISE_USE_FINDERS"] is False
    (stylesheet,) = (tmp_path / "admin" / "css").glob("base.*.css")
    assert stylesheet.with_name(f"{stylesheet.name}.br").is_file()
    assert stylesheet.with_name(f"{stylesheet.name}.gz").is_file()
    assert not (tmp_path / "admin" / "css" / "base.css").exists()
