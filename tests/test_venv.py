import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import venv

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def no_requirements(tmp_path):
    """An empty requirements file, so that nothing is downloaded."""
    file = tmp_path / "requirements.txt"
    file.write_text("# nothing\n")
    return str(file)


@pytest.mark.parametrize(
    "name", [f"requirements{name}.txt" for name in ("", "-dev", "-clients", "-bench")]
)
def test_requirements_are_pinned_by_hash_and_name_no_index(name):
    text = (ROOT / name).read_text()
    packages = re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==.*\\\n    --hash=sha256:", text, re.MULTILINE)

    assert len(packages) == len(re.findall(r"^\w", text, re.MULTILINE))
    assert re.findall(r"://|^-|file:", text, re.MULTILINE) == []


def test_modules_of_the_running_python_are_detected():
    assert venv.has_module("json")
    assert not venv.has_module("no_such_module")


def test_uv_is_preferred():
    create, install = venv.installer(Path(".venv"), {"pip"}.__contains__, "/bin/uv")

    assert create == [sys.executable, "-m", "venv", "--without-pip"]
    assert install == ["/bin/uv", "pip", "install", "--python", ".venv/bin/python"]


def test_pip_of_the_running_python_installs_into_the_environment():
    create, install = venv.installer(Path(".venv"), {"ensurepip", "pip"}.__contains__)

    assert create == [sys.executable, "-m", "venv", "--without-pip"]
    assert install[:6] == [
        *[sys.executable, "-m", "pip", "--python", ".venv/bin/python", "install"],
    ]


def test_environment_gets_a_pip_where_the_running_python_has_none():
    create, install = venv.installer(Path(".venv"), {"ensurepip"}.__contains__)

    assert create == [sys.executable, "-m", "venv"]
    assert install[:4] == [".venv/bin/python", "-m", "pip", "install"]


def test_python_without_an_installer_is_an_error_with_instructions(no_requirements, tmp_path):
    with pytest.raises(SystemExit) as raised:
        venv.main(no_requirements, tmp_path / ".venv", has=set().__contains__)

    assert "apt install python3-venv" in str(raised.value)
    assert not (tmp_path / ".venv").exists()


def test_incomplete_environment_is_replaced_and_complete_one_is_reused(
    no_requirements, tmp_path, capsys, monkeypatch
):
    monkeypatch.delenv("VERBOSE", raising=False)
    incomplete = tmp_path / "the venv"
    incomplete.mkdir()
    (incomplete / "leftover").touch()

    venv.main(no_requirements, incomplete)
    venv.main(no_requirements, incomplete)

    assert capsys.readouterr().out.splitlines() == [
        f"Creating {incomplete} with Python {sys.version.split()[0]} ...",
        f"Installing {no_requirements} ...",
        f"Installing {no_requirements} ...",
    ]
    assert not (incomplete / "leftover").exists()
    assert venv.is_usable(incomplete)


def test_verbose_prints_the_time_of_each_step(capsys, monkeypatch):
    monkeypatch.setenv("VERBOSE", "1")

    venv.run_step("Working ...", lambda: None)

    assert capsys.readouterr().out == "Working ...\n  0.0 s\n"


def test_environment_whose_python_is_gone_is_not_usable(tmp_path):
    (tmp_path / "created").touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(tmp_path / "gone")

    assert not venv.is_usable(tmp_path)


def test_failed_installation_says_that_it_failed(tmp_path):
    completed = subprocess.run(
        [sys.executable, "deploy/venv.py", "no-such-file.txt", str(tmp_path / ".venv")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert completed.returncode == 1
    assert completed.stderr.endswith(
        "Installing no-such-file.txt failed; see the messages above. "
        "Run the same command again after correcting the cause.\n"
    )
