"""The folder of dumps: one subfolder per revision, and the symbolic link `current` to the latest.

A dump is written to a temporary folder and then renamed, and `current` is replaced atomically, so
that readers never see an incomplete dump.
"""

import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import orjson

from hkinno.dumps.write import DESCRIPTOR
from hkinno.file_locks import exclusive, lock_file

LOGGER = logging.getLogger(__name__)
CURRENT, LOCK, TEMPORARY_PREFIX = "current", ".lock", ".making-"
MAX_DUMPS = 3  # older ones remain, so that downloads in progress can finish
REVISION = re.compile(r"[0-9]+", re.ASCII)


def publish(folder: Path, write: Callable[[Path], dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """Make a dump with `write(folder)` and set it as current.

    Returns its descriptor, and False if the same dump was there before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with lock_file(folder / LOCK) as file, exclusive(file):
        for abandoned in folder.glob(f"{TEMPORARY_PREFIX}*"):
            shutil.rmtree(abandoned)
        new = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=folder))
        new.chmod(0o755)
        descriptor = write(new)
        revision = str(descriptor["revision"])
        is_new = replace_dump(new, folder / revision)
        set_current(folder, revision)
        delete_old_dumps(folder)
        return descriptor, is_new


def replace_dump(new: Path, target: Path) -> bool:
    """Move a dump to its final folder; returns False if the same dump is there already."""
    if not target.exists():
        new.rename(target)
        return True
    # The descriptor contains the hashes of all files.
    if (new / DESCRIPTOR).read_bytes() == (target / DESCRIPTOR).read_bytes():
        shutil.rmtree(new)
        return False
    # A different version of the software wrote the same data in another form.
    old = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=target.parent))
    target.rename(old / "before")
    new.rename(target)
    shutil.rmtree(old)
    return True


def set_current(folder: Path, revision: str) -> None:
    link = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=folder)) / CURRENT
    link.symlink_to(revision)
    os.replace(link, folder / CURRENT)
    link.parent.rmdir()


def delete_old_dumps(folder: Path) -> None:
    """Delete all but the current dump and the latest others, `MAX_DUMPS` in all."""
    dumps = [path for path in folder.iterdir() if REVISION.fullmatch(path.name)]
    current = (folder / CURRENT).resolve().name
    dumps.sort(key=lambda path: (path.name == current, path.stat().st_mtime_ns))
    for old in dumps[:-MAX_DUMPS]:
        shutil.rmtree(old)


def read_descriptor(folder: Path, revision: str = CURRENT) -> dict[str, Any] | None:
    """The descriptor of a dump, or None if it does not exist or cannot be read."""
    try:
        return cast(dict[str, Any], orjson.loads((folder / revision / DESCRIPTOR).read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, orjson.JSONDecodeError) as error:
        LOGGER.error("The dump %s cannot be read: %s", folder / revision, error)
        return None
