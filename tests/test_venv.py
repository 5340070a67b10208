import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import venv

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def nothing(tmp_path):
    """Requirements that name nothing, so that nothing is fetched."""
    file = tmp_path / "requirements.txt"
    file.write_text("# nothing\n")
    return str(file)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_by_hash_and_name_no_index(name):
    text = (ROOT / name).read_text()
    packages = re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==.*\\\n    --hash=sha256:", text, re.MULTILINE)

    assert len(packages) == len(re.findall(r"^\w", text, re.MULTILINE))
    assert re.findall(r"://|^-|file:", text, re.MULTILINE) == []


def test_python_has_the_modules_that_it_has():
    assert venv.has_module("json")
    assert not venv.has_module("no_such_module")


def test_pip_of_the_folder_is_used_where_it_can_have_one():
    command = venv.pip_for(Path(".venv"), {"ensurepip", "pip"}.__contains__)

    assert command == [".venv/bin/python", "-m", "pip"]


def test_pip_of_the_system_is_used_where_the_folder_can_have_none():
    command = venv.pip_for(Path(".venv"), {"pip"}.__contains__)

    assert command == [sys.executable, "-m", "pip", "--python", ".venv/bin/python"]


def test_python_without_pip_is_told_how_to_get_it(nothing, tmp_path):
    with pytest.raises(SystemExit) as stopped:
        venv.main(nothing, tmp_path / ".venv", set().__contains__)

    assert "apt install python3-venv" in str(stopped.value)
    assert not (tmp_path / ".venv").exists()


def test_half_made_folder_is_made_anew_and_a_whole_one_is_kept(nothing, tmp_path, capsys):
    half = tmp_path / "the venv"
    half.mkdir()
    (half / "left").touch()

    venv.main(nothing, half)
    venv.main(nothing, half)

    assert capsys.readouterr().out.splitlines() == [
        f"Making {half} with Python {sys.version.split()[0]} ...",
        f"Installing what {nothing} names ...",
        f"Installing what {nothing} names ...",
    ]
    assert not (half / "left").exists()
    assert venv.works(half)


def test_folder_whose_python_has_gone_does_not_work(tmp_path):
    (tmp_path / "made").touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(tmp_path / "gone")

    assert not venv.works(tmp_path)


def test_failed_installation_says_that_it_failed(tmp_path):
    done = subprocess.run(
        [sys.executable, "deploy/venv.py", "no-such-file.txt", str(tmp_path / ".venv")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.endswith(
        "Installing what no-such-file.txt names failed; what pip said stands above. "
        "Nothing is marked as done: the same command tries again.\n"
    )
