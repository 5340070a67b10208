"""Commands whose input or output is closed, or whose locale has another encoding than UTF-8."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hkinno.service import standard_streams
from hkinno.service.management.commands.serve import Command

ROOT = Path(__file__).resolve().parents[2]
LATIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def run(redirections: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run a command of manage.py in a shell with `redirections`."""
    return subprocess.run(
        ["bash", "-c", f'"$@" {redirections}', "bash", sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": "", "SECRET_KEY": "a secret"} | environment,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("redirections", ["<&-", ">&-", "<&- >&- 2>&-"])
def test_command_with_closed_streams_does_its_work(redirections):
    completed = run(redirections, "derive_fixtures", "--check")

    assert (completed.returncode, completed.stderr) == (0, b"")


def test_command_whose_output_is_not_read_ends_without_a_traceback():
    completed = run("| true; exit ${PIPESTATUS[0]}", "check")

    assert (completed.returncode, b"Traceback" in completed.stderr) == (141, False)


def test_command_runs_in_utf_8_in_every_locale():
    completed = run("", "shell", "-c", "print('香港', open('README.md').encoding)", **LATIN)

    assert completed.stdout.decode().splitlines()[-1:] == ["香港 utf-8"], completed.stderr


@pytest.mark.parametrize(("encoding", "is_started_again"), [("utf-8", False), ("big5", True)])
def test_process_is_started_again_with_all_its_arguments(monkeypatch, encoding, is_started_again):
    calls = []
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: encoding)
    monkeypatch.setattr(sys, "orig_argv", ["python3", "-W", "error", "manage.py", "check"])
    monkeypatch.setattr(os, "execv", lambda *arguments: calls.append(arguments))

    standard_streams.use_utf8()

    command = [sys.executable, "-X", "utf8", "-W", "error", "manage.py", "check"]
    assert calls == [(sys.executable, command)] * is_started_again


def test_closed_streams_read_and_write_nothing(monkeypatch):
    for name in ("stdin", "stdout"):
        monkeypatch.setattr(sys, name, None)
    errors = sys.stderr

    standard_streams.open_closed_streams()
    with sys.stdin as stdin, sys.stdout as stdout:
        text = stdin.read()
        stdout.write("nothing")

    assert (text, stdout.name, sys.stderr) == ("", os.devnull, errors)


def test_service_whose_output_is_not_read_serves_on(monkeypatch):
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w") as output:
        monkeypatch.setattr(sys, "stdout", output)
        command = Command(stdout=output)

        command.write("Press Ctrl-C to stop.")
        command.write("nothing")
