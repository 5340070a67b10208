"""The folder of dumps: one a revision, and `current` that leads to the last.

A dump is made under a name that nobody looks for and then renamed, and `current` is replaced in
one step: a reader sees the whole of one dump or the whole of another.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from hkinno.dumps.write import DESCRIPTOR
from hkinno.service.postgres.locks import exclusive, lock_file

CURRENT, LOCK, MAKING = "current", ".lock", ".making-"
KEPT = 3  # the last ones, so that who has begun to read one can end
REVISION = re.compile(r"[0-9]+", re.ASCII)


def publish(folder: Path, write: Callable[[Path], dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """Let `write` make a dump and put it in its place; the descriptor, and whether it is new."""
    folder.mkdir(parents=True, exist_ok=True)
    with lock_file(folder / LOCK) as file, exclusive(file):
        for remains in folder.glob(f"{MAKING}*"):
            shutil.rmtree(remains)
        made = Path(tempfile.mkdtemp(prefix=MAKING, dir=folder))
        made.chmod(0o755)
        descriptor = write(made)
        is_new = put(made, folder / str(descriptor["revision"]))
        point(folder, str(descriptor["revision"]))
        drop_old(folder)
        return descriptor, is_new


def put(made: Path, place: Path) -> bool:
    """Move a dump to its place; one of the same content stays as it is."""
    if not place.exists():
        made.rename(place)
        return True
    if is_same(made, place):
        shutil.rmtree(made)
        return False
    # The same data in another form, made by a newer version of the software.
    aside = Path(tempfile.mkdtemp(prefix=MAKING, dir=place.parent))
    place.rename(aside / "before")
    made.rename(place)
    shutil.rmtree(aside)
    return True


def is_same(one: Path, other: Path) -> bool:
    """Whether two dumps say the same of themselves, hashes and all."""
    return (one / DESCRIPTOR).read_bytes() == (other / DESCRIPTOR).read_bytes()


def point(folder: Path, revision: str) -> None:
    """Let `current` lead to a revision."""
    link = Path(tempfile.mkdtemp(prefix=MAKING, dir=folder)) / CURRENT
    link.symlink_to(revision)
    os.replace(link, folder / CURRENT)
    link.parent.rmdir()


def drop_old(folder: Path) -> None:
    """Remove all but the last few."""
    dumps = [each for each in folder.iterdir() if REVISION.fullmatch(each.name)]
    current = (folder / CURRENT).resolve().name
    by_age = sorted(dumps, key=lambda each: (each.name == current, each.stat().st_mtime_ns))
    for old in by_age[:-KEPT]:
        shutil.rmtree(old)


def read(folder: Path, revision: str = CURRENT) -> dict[str, Any] | None:
    """The descriptor of a dump, or None where there is none."""
    try:
        return orjson.loads((folder / revision / DESCRIPTOR).read_bytes())
    except FileNotFoundError:
        return None
