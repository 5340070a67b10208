"""The file of a backup: a zip archive of a dump and its manifest."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import orjson
from django.core.management import CommandError

DUMP, MANIFEST = "database.dump", "manifest.json"
FORMAT = 1  # of the manifest; a change that older code cannot read increases it
CHUNK_BYTES = 1 << 20
# What `link` says in a file system that has none, such as FAT.
NO_LINKS = {errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
# What reading a damaged archive raises.
DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, RuntimeError)


@dataclass(frozen=True)
class Manifest:
    """What a backup contains. `rows` counts the rows of each table, by its qualified name."""

    format: int
    hkinno_version: str
    created_at: str  # ISO 8601
    revision: int
    server_version: int  # major versions of PostgreSQL
    pg_dump_version: int
    migrations: list[str]  # applied ones, as `app.name`
    rows: dict[str, int]
    sha256: str  # of the dump, in hexadecimal


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """A file to write to, readable only by its owner, that appears at `path` when complete.

    A symbolic link stays, and leads to it. Raises CommandError if `path` exists, unless it is a
    file and `force` is set, and if it cannot be written.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not (force and target.is_file()):
        hint = "Use --force to replace it." if target.is_file() else "It is not a regular file."
        raise CommandError(f"{path} exists and was not changed. {hint}")
    try:
        descriptor, name = tempfile.mkstemp(".part", f".{target.name}.", target.parent)
        try:
            with open(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(descriptor)
            if not force:
                _claim(name, target)
            os.replace(name, target)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise CommandError(f"{path} was not written: {error.strerror}.") from error


def _claim(draft: str, path: Path) -> None:
    """Create `path`, complete if possible. Raises FileExistsError if it exists by now."""
    try:
        os.link(draft, path)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        path.touch(exist_ok=False)


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The content of a file, in pieces."""
    return iter(lambda: file.read(CHUNK_BYTES), b"")


def write(file: IO[bytes], dump: IO[bytes], manifest: dict[str, Any]) -> Manifest:
    """Write an archive of `dump` and a manifest with its hash to `file`; returns the manifest."""
    digest = hashlib.sha256()
    # The dump is compressed already.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        with archive.open(DUMP, "w", force_zip64=True) as member:
            for chunk in chunks(dump):
                digest.update(chunk)
                member.write(chunk)
        complete = Manifest(**manifest, format=FORMAT, sha256=digest.hexdigest())
        archive.writestr(MANIFEST, orjson.dumps(asdict(complete), option=orjson.OPT_INDENT_2))
    return complete


@contextmanager
def opened(path: Path) -> Iterator[tuple[Manifest, IO[bytes]]]:
    """The manifest of a backup and its dump, which has been compared with its hash.

    Raises CommandError if the file is missing, damaged or not a backup.
    """
    with ExitStack() as stack:
        try:
            if path.exists() and not path.is_file():  # a device may have no end
                raise CommandError(f"Cannot read {path}: it is not a regular file.")
            archive = stack.enter_context(zipfile.ZipFile(path))
            manifest = _read_manifest(archive)
            with archive.open(DUMP) as member:
                digest = hashlib.file_digest(member, "sha256").hexdigest()  # type: ignore[arg-type]
            dump = stack.enter_context(archive.open(DUMP))
        except OSError as error:
            raise CommandError(f"Cannot read {path}: {error.strerror}.") from error
        except DAMAGES as error:
            reason = str(error) or type(error).__name__
            raise CommandError(f"{path} is damaged, or not a backup of hkinno: {reason}") from error
        if digest != manifest.sha256:
            raise CommandError(f"{path} is damaged: its SHA-256 differs from the manifest's.")
        yield manifest, dump


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    content = orjson.loads(archive.read(MANIFEST))
    if content["format"] != FORMAT:
        raise ValueError(f"its format is {content['format']}, this version reads {FORMAT}")
    return Manifest(**content)
