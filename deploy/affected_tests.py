"""Prints the test files affected by the uncommitted changes, for `make check`.

A test file is affected if it was changed, if it mirrors a changed module (`hkinno/api/urls.py` and
`tests/api/test_urls.py`), or if it names a changed module in an import. A file that is not Python,
such as a template, affects the tests of its package, and those that name it.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path


def changed_files(root: Path) -> list[Path]:
    """The changed and new files below `root`, relative to it."""
    commands = (
        ["git", "diff", "--name-only", "--relative", "HEAD"],
        ["git", "ls-files", "--others", "--exclude-standard"],
    )
    outputs = [subprocess.check_output(command, cwd=root, text=True) for command in commands]
    return sorted({Path(line) for output in outputs for line in output.splitlines()})


def is_affected(test: Path, text: str, changed: Path) -> bool:
    """Whether `test`, a file with the content `text`, is affected by the file `changed`."""
    is_ours = changed.parts[0] == "hkinno"
    if changed.suffix != ".py":
        return Path("tests", changed.parts[is_ours]) in test.parents or changed.name in text
    package, name = ".".join(changed.parent.parts), changed.stem
    mirrored = Path("tests", *changed.parts[is_ours:-1], f"test_{name}.py")
    dotted = rf"\b{re.escape(f'{package}.{name}' if package else name)}\b"
    imported = rf"from {re.escape(package)} import [^\n]*\b{name}\b"
    return test in (changed, mirrored) or bool(re.search(f"{dotted}|{imported}", text))


def affected_tests(root: Path, changed: Iterable[Path]) -> list[Path]:
    """The test files in `root`/tests affected by any of `changed`, relative to `root`."""
    paths = {path.relative_to(root) for path in root.glob("tests/**/test_*.py")}
    # `make clients` has an environment of its own.
    tests = {path: (root / path).read_text() for path in paths if "clients" not in path.parts}
    return sorted(
        test for test, text in tests.items() if any(is_affected(test, text, c) for c in changed)
    )


if __name__ == "__main__":
    print(*affected_tests(Path.cwd(), changed_files(Path.cwd())))
