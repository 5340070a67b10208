"""A kind of record is added with an app of its own, and no change in the project.

See “Adding a kind” in `docs/architecture.md`.
"""

import os
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.slow
@pytest.mark.untraced
def test_all_that_holds_of_a_kind_holds_of_one_that_an_app_adds():
    arguments = [
        "--ds=tests.patents.settings",
        "-q",
        "-n0",
        "-p",
        "no:cacheprovider",
        "tests/patents/suite.py",
    ]
    environment = dict(os.environ)
    for name in [name for name in environment if name.startswith(("PYTEST_", "HKINNO_TESTS"))]:
        del environment[name]

    suite = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert suite.returncode == 0, suite.stdout[-5000:] + suite.stderr[-2000:]
