"""Makes .venv and installs what a file of requirements pins, by hash. Standard library only.

Called by the Makefile with the Python that is to be used, 3.11 or newer.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

VENV = ".venv"
NO_PIP = """\
This Python has neither ensurepip nor pip, so nothing can be installed for it. Do one of these:
  Debian, Ubuntu   apt install python3-venv
  Fedora           dnf install python3-pip
  elsewhere        make PYTHON=... with a Python that has them
"""


def has_module(name: str) -> bool:
    """Whether the running Python has the module `name`."""
    found = importlib.util.find_spec(name)
    # A folder that a package has left behind is found too, but has no origin.
    return found is not None and found.origin is not None


def pip_for(venv: Path, has: Callable[[str], bool]) -> list[str]:
    """The command that installs into `venv`: its own pip, or else the pip of the running Python."""
    python = str(venv / "bin" / "python")
    if has("ensurepip"):
        return [python, "-m", "pip"]
    if has("pip"):
        return [sys.executable, "-m", "pip", "--python", python]
    raise SystemExit(NO_PIP)


def works(venv: Path) -> bool:
    """Whether `venv` was made completely, and by a Python that is still there."""
    python = venv / "bin" / "python"
    tried = [str(python), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    made = (venv / "made").exists() and python.exists()
    return made and subprocess.run(tried, check=False).returncode == 0


def make(venv: Path, has: Callable[[str], bool]) -> None:
    """Make `venv` anew. One that is half made, or whose Python has gone, is replaced."""
    shutil.rmtree(venv, ignore_errors=True)
    pip = [] if has("ensurepip") else ["--without-pip"]
    subprocess.run([sys.executable, "-m", "venv", *pip, str(venv)], check=True)
    (venv / "made").touch()


def main(requirements: str, folder: str = VENV, has: Callable[[str], bool] = has_module) -> None:
    """Have `folder` hold what `requirements` names, and say so while it takes its time."""
    venv = Path(folder)
    pip = pip_for(venv, has)
    try:
        if not works(venv):
            print(f"Making {venv} with Python {sys.version.split()[0]} ...", flush=True)
            make(venv, has)
        print(f"Installing what {requirements} names ...", flush=True)
        options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
        subprocess.run([*pip, "install", *options, "-r", requirements], check=True)
    except subprocess.CalledProcessError as failed:
        raise SystemExit(
            f"Installing what {requirements} names failed; what pip said stands above. "
            "Nothing is marked as done: the same command tries again."
        ) from failed


if __name__ == "__main__":
    main(*sys.argv[1:])
