"""Creates .venv and installs pinned, hashed requirements. Standard library only.

The Makefile calls it with the Python of the environment to create, 3.11 or newer.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

NO_INSTALLER = """\
Neither uv nor pip is available for this Python, so nothing can be installed. Do one of these:
  Debian, Ubuntu   apt install python3-venv
  Fedora           dnf install python3-pip
  elsewhere        install uv, or run make PYTHON=... with a Python that has pip
"""
REQUIRE = ["--quiet", "--require-hashes", "--no-deps", "--requirement"]

# Variables of Python, pip and uv change what is installed and where to (PIP_TARGET, PIP_DRY_RUN,
# PYTHONPATH, ...). Only those that say how to reach a package index count.
INSTALLER_VARIABLE = re.compile("(PIP|UV|PYTHON)_?[A-Z]")
INDEX_VARIABLE = re.compile(
    "(PIP|UV)_.*(INDEX|LINKS|CERT|TLS|PROXY|HOST|TIMEOUT|RETRIES|CACHE|CONFIG_FILE|KEYRING|OFFLINE)"
)

Command = list[str]


def installer_environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of the commands that create and fill a virtual environment."""
    return {
        name: value
        for name, value in inherited.items()
        if INDEX_VARIABLE.match(name) or not INSTALLER_VARIABLE.match(name)
    }


def run(command: Command) -> None:
    """Run a command of an installer. Raises CalledProcessError if it fails."""
    subprocess.run(command, check=True, env=installer_environment(os.environ))


def has_module(name: str) -> bool:
    """Whether the running Python has the module `name`."""
    spec = importlib.util.find_spec(name)
    # A directory left behind by a removed package has a spec, but no origin.
    return spec is not None and spec.origin is not None


def installer(
    venv: Path, has: Callable[[str], bool] = has_module, uv: str | None = None
) -> tuple[Command, Command]:
    """The commands that create `venv` and that install into it.

    From the fastest to the slowest: uv, the pip of the running Python, a pip inside `venv`.
    Raises SystemExit if none of them is available.
    """
    python = str(venv / "bin" / "python")
    create = [sys.executable, "-m", "venv"]
    options = ["install", "--disable-pip-version-check", "--no-compile"]
    if uv:
        return [*create, "--without-pip"], [uv, "pip", "install", "--python", python]
    if has("pip"):
        pip = [sys.executable, "-m", "pip", "--python", python]
        return [*create, "--without-pip"], [*pip, *options]
    if has("ensurepip"):
        return create, [python, "-m", "pip", *options]
    raise SystemExit(NO_INSTALLER)


def is_usable(venv: Path) -> bool:
    """Whether `venv` was created completely, by a Python that still exists."""
    python = venv / "bin" / "python"
    version_check = [str(python), "-I", "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    is_complete = (venv / "created").exists() and python.exists()
    return is_complete and subprocess.run(version_check, check=False).returncode == 0


def create(venv: Path, command: Command) -> None:
    """Create `venv`, replacing one that is incomplete or whose Python is gone."""
    shutil.rmtree(venv, ignore_errors=True)
    run([*command, str(venv)])
    (venv / "created").touch()


def run_step(message: str, step: Callable[..., object], *args: object) -> None:
    """Announce and run a step; with VERBOSE in the environment, print how long it took."""
    print(message, flush=True)
    start = time.perf_counter()
    step(*args)
    if os.environ.get("VERBOSE"):
        print(f"  {time.perf_counter() - start:.1f} s", flush=True)


def main(
    requirements: str,
    directory: str = ".venv",
    *,
    has: Callable[[str], bool] = has_module,
    uv: str | None = None,
) -> None:
    """Install `requirements` into `directory`, creating the environment if necessary."""
    venv = Path(directory)
    create_command, install_command = installer(venv, has, uv)
    try:
        if not is_usable(venv):
            version = sys.version.split()[0]
            run_step(f"Creating {venv} with Python {version} ...", create, venv, create_command)
        command = [*install_command, *REQUIRE, requirements]
        run_step(f"Installing {requirements} ...", run, command)
    except subprocess.CalledProcessError as error:
        raise SystemExit(
            f"Installing {requirements} failed; see the messages above. "
            "Run the same command again after correcting the cause."
        ) from error


if __name__ == "__main__":
    main(sys.argv[1], *sys.argv[2:3], uv=shutil.which("uv"))
