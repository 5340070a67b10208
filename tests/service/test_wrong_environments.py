"""A wrong environment ends a command with a sentence that says what to change, not a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import DataError, OperationalError, ProgrammingError

import manage
from tests.service.test_make_run import free_port

ROOT = Path(__file__).resolve().parents[2]
URL = "postgresql://hkinno@127.0.0.1:{port}/hkinno"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": "", "SECRET_KEY": "a secret"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("command", "environment", "message"),
    [
        ("serve", {"VAR_DIR": "/dev/null"}, "Cannot write /dev/null/secret_key: File exists. "),
        ("migrate", {"VAR_DIR": "/proc/none"}, "Cannot write /proc/none/secret_key: No such file "),
        (
            "migrate",
            {"VAR_DIR": "/tmp/new\nline"},
            "VAR_DIR is '/tmp/new\\nline'. Its path must not ",
        ),
        ("migrate", {"VAR_DIR": "/tmp/\udcff"}, "VAR_DIR is '/tmp/\\udcff'. Its path must not "),
        ("check", {"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'loud'. It must be one of DEBUG, INFO, "),
        ("check", {"EXTRA_APPS": "no_app"}, "EXTRA_APPS names 'no_app', which is not installed."),
        ("check", {"PORT": "http"}, "PORT is 'http'. It must be an integer from 1 to 65535."),
        (
            "check",
            {"DATABASE_URL": f"{URL}?colour=red&connect_timeout=9"},
            "DATABASE_URL has options that libpq does not know: colour.",
        ),
        ("migrate", {"DATABASE_URL": URL}, "The database refused this command: connection failed"),
        (
            "serve",
            {"DATABASE_URL": URL, "STATIC_ROOT": "/no/such/folder"},
            "CommandError: STATIC_ROOT is /no/such/folder, where no static files were collected: ",
        ),
    ],
)
def test_command_ends_with_a_message(command, environment, message):
    environment = {
        name: value.replace("{port}", str(free_port())) for name, value in environment.items()
    }

    completed = run(command, **{"PORT": str(free_port())} | environment)

    assert completed.returncode == 1
    assert completed.stderr.startswith(message)
    assert "Traceback" not in completed.stderr


@pytest.mark.parametrize("kilobytes", [150_000, 200_000, 300_000, 399_999])
def test_service_with_too_little_memory_ends_with_a_message(kilobytes):
    completed = subprocess.run(
        ["sh", "-c", f'ulimit -v {kilobytes} && exec "$0" manage.py serve', sys.executable],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (completed.returncode, completed.stdout) == (1, "")
    assert completed.stderr == (
        f"A process may have only {kilobytes} kB of memory, and the service needs at least "
        "400000 kB. Raise the limit: ulimit -v unlimited\n"
    )


def test_error_of_the_code_keeps_its_traceback(monkeypatch):
    privilege, syntax = ProgrammingError("denied"), ProgrammingError("syntax")
    privilege.__cause__ = psycopg.errors.InsufficientPrivilege()
    syntax.__cause__ = psycopg.errors.SyntaxError()

    assert manage.is_caused_by_environment(OperationalError())
    assert manage.is_caused_by_environment(privilege)
    assert not manage.is_caused_by_environment(syntax)
    assert not manage.is_caused_by_environment(DataError())


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (OperationalError("down"), SystemExit),
        (DataError("bug"), DataError),
        (PermissionError(13, "Permission denied", "/a/file"), SystemExit),
        (OSError(5, "Input/output error"), OSError),
        (EOFError(), SystemExit),
        (KeyboardInterrupt(), SystemExit),
        (MemoryError(), SystemExit),
    ],
)
def test_manage_reports_only_errors_of_the_environment(monkeypatch, error, raised):
    def fail(arguments):
        raise error

    monkeypatch.setattr(manage, "execute_from_command_line", fail)
    monkeypatch.setattr(sys, "argv", ["manage.py", "check"])

    with pytest.raises(raised):
        manage.main()


def test_output_that_is_not_read_ends_a_command_like_the_signal(monkeypatch):
    def fail(arguments):
        raise BrokenPipeError

    discarded = []
    monkeypatch.setattr(manage, "execute_from_command_line", fail)
    monkeypatch.setattr(manage, "discard_output", lambda: discarded.append("output"))
    monkeypatch.setattr(sys, "argv", ["manage.py", "check"])

    with pytest.raises(SystemExit) as error:
        manage.main()

    assert (error.value.code, discarded) == (141, ["output"])


def test_file_that_cannot_be_used_is_named(monkeypatch):
    def fail(arguments):
        raise FileNotFoundError(2, "No such file or directory", "/no/folder")

    monkeypatch.setattr(manage, "execute_from_command_line", fail)
    monkeypatch.setattr(sys, "argv", ["manage.py", "check"])
    with pytest.raises(SystemExit, match=r"^Cannot use /no/folder: No such file or directory\.$"):
        manage.main()
    monkeypatch.setattr(sys, "argv", ["manage.py", "check", "--traceback"])
    with pytest.raises(FileNotFoundError):
        manage.main()
