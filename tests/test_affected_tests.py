import runpy
import subprocess
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
        ("ROOT / 'docs' / 'api.md'", "docs/api.md", True),
        ("", "hkinno/api/templates/api/list.html", True),
        ("", "hkinno/site/templates/site/list.html", False),
    ],
)
def test_tests_are_affected_by_themselves_and_mirrored_and_imported_modules(
    text, changed, affected
):
    assert is_affected(TEST, text, Path(changed)) is affected


def test_affected_tests_are_relative_to_the_project(tmp_path):
    (tmp_path / "tests" / "api").mkdir(parents=True)
    for name in ("test_urls.py", "test_links.py"):
        (tmp_path / "tests" / "api" / name).touch()

    assert affected_tests(tmp_path, [Path("hkinno/api/urls.py")]) == [TEST]


@pytest.fixture
def git(tmp_path):
    """Runs git in a new repository."""

    def run(*arguments: str) -> None:
        identity = ["-c", "user.name=n", "-c", "user.email=e@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True)

    run("init", "--quiet")
    return run


def test_changed_files_are_those_modified_and_those_not_yet_added(git, tmp_path):
    for name in ("modified.py", "unchanged.py"):
        (tmp_path / name).write_text("1")
    git("add", ".")
    git("commit", "--quiet", "--message", "Begin")
    (tmp_path / "modified.py").write_text("2")
    (tmp_path / "new.py").touch()

    assert changed_files(tmp_path) == [Path("modified.py"), Path("new.py")]


def test_script_prints_the_files_on_one_line(git, tmp_path, monkeypatch, capsys):
    git("commit", "--quiet", "--allow-empty", "--message", "Begin")
    (tmp_path / "tests").mkdir()
    for name in ("test_a.py", "test_b.py"):
        (tmp_path / "tests" / name).touch()
    monkeypatch.chdir(tmp_path)

    runpy.run_path(str(ROOT / "deploy" / "affected_tests.py"), run_name="__main__")

    assert capsys.readouterr().out == "tests/test_a.py tests/test_b.py\n"
