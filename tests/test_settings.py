import json
import logging
import os
import re
import runpy
import subprocess
import sys
from logging.config import DictConfigurator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
PRODUCTION = {
    "DATABASE_URL": "postgresql://hkinno@database.example/hkinno",
    "PUBLIC_URL": "https://hkinno.example",
    "SECRET_KEY": "this one has nothing to do with any service, and is 50 letters long or more",
}


@pytest.fixture
def load_settings(monkeypatch, tmp_path):
    """A function that evaluates the settings with only the given environment variables."""

    def load(**environment: str) -> dict:
        for name in variables():
            monkeypatch.delenv(name, raising=False)
        for name, value in ({"VAR_DIR": str(tmp_path)} | environment).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "hkinno" / "settings.py"))

    return load


def variables() -> set[str]:
    """The names of all environment variables that the service reads."""
    code = "".join(
        path.read_text()
        for path in [
            *(ROOT / "hkinno").glob("*.py"),
            *(ROOT / "hkinno" / "service").rglob("*.py"),
            *(ROOT / "deploy").glob("*.py"),
        ]
    )
    reads = r"(?:env\.\w+|integer|boolean|choice|networks|environ(?:ment)?\.get)\(\s*\"([A-Z_]+)\""
    headers = "HTTP_"  # of requests, in the WSGI environment
    return {name for name in re.findall(reads, code) if not name.startswith(headers)}


def test_documentation_lists_exactly_the_environment_variables():
    documented = re.findall(
        r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operating.md").read_text(), re.M
    )

    assert sorted(documented) == sorted(variables() - {"PATH"})


def test_settings_write_no_files(load_settings, tmp_path):
    load_settings()

    assert list(tmp_path.iterdir()) == []


def test_defaults_are_safe(load_settings):
    settings = load_settings()

    assert settings["DEBUG"] is False
    assert settings["HOST"] == "127.0.0.1"
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["CORS_ALLOW_METHODS"] == ["GET", "HEAD", "OPTIONS", "POST"]
    assert settings["CORS_ALLOW_CREDENTIALS"] is False
    assert settings["DATABASES"]["default"]["NAME"] == "hkinno"


def test_debug_can_be_enabled(load_settings):
    assert load_settings(DEBUG="1")["DEBUG"] is True


def test_empty_variable_counts_as_unset(load_settings):
    empty = dict.fromkeys(variables() - {"VAR_DIR", "PATH", "DEBUG"}, "")

    settings = load_settings(**empty)

    assert (settings["HOST"], settings["PORT"]) == ("127.0.0.1", 8000)


def test_allowed_hosts_include_the_host_of_public_url(load_settings):
    settings = load_settings(ALLOWED_HOSTS="a.example, b.example", PUBLIC_URL="http://c.example:80")

    assert settings["ALLOWED_HOSTS"] == [
        "a.example",
        "b.example",
        "c.example",
        "localhost",
        "127.0.0.1",
        "[::1]",
    ]
    assert "SECURE_SSL_REDIRECT" not in settings


def test_public_url_with_https_enables_redirects_and_secure_cookies(load_settings):
    settings = load_settings(**PRODUCTION)

    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert settings["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://hkinno.example"]


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run `manage.py` with only the given environment variables of the service."""
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


def test_production_settings_pass_the_deployment_checks():
    completed = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (completed.returncode, completed.stderr) == (0, "")
    assert completed.stdout == "System check identified no issues (1 silenced).\n"


def test_production_without_a_secret_key_is_a_configuration_error():
    completed = manage("check", DATABASE_URL=PRODUCTION["DATABASE_URL"])

    assert completed.returncode == 1
    assert completed.stderr.startswith("SECRET_KEY must be set because DATABASE_URL is: ")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_api_is_readable_from_any_origin(client, method):
    response = getattr(client, method)("/api/v1/", headers={"Origin": "https://a.example"})

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_preflight_response_lists_the_allowed_methods(client):
    headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "DELETE"}

    response = client.options("/api/v1/", headers=headers)

    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"


def test_admin_is_not_readable_from_other_origins(client):
    response = client.get("/admin/login/", headers={"Origin": "https://a.example"})

    assert "Access-Control-Allow-Origin" not in response.headers


def test_no_statement_is_prepared_by_itself(db):
    from django.db import connection

    for _time in range(10):
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_prepared_statements")
            assert cursor.fetchone() == (0,)


def test_static_files_are_served_by_finders_without_static_root(load_settings):
    settings = load_settings()

    assert (settings["STATIC_ROOT"], settings["WHITENOISE_USE_FINDERS"]) == (None, True)


def test_static_files_are_collected_with_hashes_and_compressed_copies(
    load_settings, settings, tmp_path
):
    collected = load_settings(STATIC_ROOT=str(tmp_path / "static"))
    settings.STATIC_ROOT, settings.STORAGES = (
        collected["STATIC_ROOT"],
        collected["STORAGES"],
    )
    # Compressing the scripts of Swagger UI and Redoc takes ten seconds.
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["js", "map"]

    call_command("collectstatic", interactive=False, verbosity=0)

    assert collected["WHITENOISE_USE_FINDERS"] is False
    (stylesheet,) = (tmp_path / "static" / "admin" / "css").glob("base.*.css")
    assert stylesheet.with_name(f"{stylesheet.name}.br").is_file()
    assert stylesheet.with_name(f"{stylesheet.name}.gz").is_file()
    assert not (tmp_path / "static" / "admin" / "css" / "base.css").exists()
    # The manifest names every file, and is not served.
    assert not (tmp_path / "static" / "staticfiles.json").exists()
    assert (tmp_path / "static-manifest" / "staticfiles.json").is_file()


def test_unknown_log_format_is_an_error(load_settings):
    with pytest.raises(ImproperlyConfigured, match="LOG_FORMAT is 'xml'"):
        load_settings(LOG_FORMAT="xml")


@pytest.mark.parametrize(("value", "level"), [("", "WARNING"), ("1", "NOTSET")])
def test_access_log_is_optional(load_settings, value, level):
    assert load_settings(ACCESS_LOG=value)["LOGGING"]["loggers"]["hkinno.access"]["level"] == level


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_log_is_text_or_json(load_settings, log_format):
    config = load_settings(LOG_FORMAT=log_format)["LOGGING"]
    formatter = DictConfigurator(config).configure_formatter(config["formatters"][log_format])
    record = logging.makeLogRecord(
        {"name": "hkinno.access", "levelname": "INFO", "msg": "GET /", "status": 200}
        | {"request_id": "abc", "request": "<secret>"}
    )

    line = formatter.format(record)

    assert config["handlers"]["console"]["formatter"] == log_format
    if log_format == "text":
        assert line.endswith(" INFO hkinno.access [abc] GET /")
    else:
        values = json.loads(line)
        assert values.pop("timestamp")
        assert values == {
            "level": "INFO",
            "logger": "hkinno.access",
            "request_id": "abc",
            "message": "GET /",
            "status": 200,
        }
