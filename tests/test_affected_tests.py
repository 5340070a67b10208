import subprocess
import sys
from pathlib import Path

import pytest

from deploy.affected_tests import affected_tests, changed_files, is_affected

ROOT = Path(__file__).resolve().parents[1]
TEST = Path("tests/api/test_urls.py")


@pytest.mark.parametrize(
    ("text", "changed", "affected"),
    [
        ("", "tests/api/test_urls.py", True),
        ("", "hkinno/api/urls.py", True),
        ("", "labs/urls.py", False),
        ("from labs.models import Lab", "labs/models.py", True),
        ("from labs import models", "labs/models.py", True),
        ("from labs import models_of_old", "labs/models.py", False),
        ("import manage", "manage.py", True),
        ("from labs.models import Lab", "docs/api.md", False),
    ],
)
def test_test_is_affected_by_its_own_its_mirrored_and_its_imported_modules(text, changed, affected):
    assert is_affected(TEST, text, Path(changed)) is affected


def test_affected_tests_are_relative_to_the_project(tmp_path):
    (tmp_path / "tests" / "api").mkdir(parents=True)
    for name in ("test_urls.py", "test_links.py"):
        (tmp_path / "tests" / "api" / name).touch()

    assert affected_tests(tmp_path, [Path("hkinno/api/urls.py")]) == [TEST]


def test_changed_files_are_those_modified_and_those_not_yet_added(tmp_path):
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=n", "-c", "user.email=e@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True)

    git("init", "--quiet")
    for name in ("modified.py", "unchanged.py"):
        (tmp_path / name).write_text("1")
    git("add", ".")
    git("commit", "--quiet", "--message", "Begin")
    (tmp_path / "modified.py").write_text("2")
    (tmp_path / "new.py").touch()

    assert changed_files(tmp_path) == [Path("modified.py"), Path("new.py")]


def test_script_prints_the_files_on_one_line(tmp_path):
    (tmp_path / "deploy").mkdir()
    script = tmp_path / "deploy" / "affected_tests.py"
    script.write_text((ROOT / "deploy" / "affected_tests.py").read_text())
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_new.py").touch()
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    identity = ["-c", "user.name=n", "-c", "user.email=e@example.org"]
    subprocess.run(
        ["git", *identity, "commit", "--quiet", "--allow-empty", "--message", "Begin"],
        cwd=tmp_path,
        check=True,
    )

    assert subprocess.check_output([sys.executable, script], text=True) == "tests/test_new.py\n"
