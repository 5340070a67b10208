"""The file of a backup: a zip archive of a dump and its manifest."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import orjson
from django.core.management import CommandError

DUMP, MANIFEST = "database.dump", "manifest.json"
FORMAT = 1  # of the manifest; a change that older code cannot read increases it
CHUNK_BYTES = 1 << 20


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

    Raises CommandError if `path` exists, unless `force` is set, and if it cannot be written.
    """
    if path.exists() and not force:
        raise CommandError(f"{path} exists and was not changed. Use --force to replace it.")
    try:
        descriptor, name = tempfile.mkstemp(".part", f".{path.name}.", path.parent)
        try:
            with open(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(descriptor)
            (os.replace if force else os.link)(name, path)  # a link replaces nothing
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise CommandError(f"{path} was not written: {error.strerror}.") from error


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
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _read_manifest(archive)
            digest = hashlib.sha256()
            with archive.open(DUMP) as member:
                for chunk in chunks(member):
                    digest.update(chunk)
            if digest.hexdigest() != manifest.sha256:
                raise CommandError(f"{path} is damaged: its SHA-256 differs from the manifest's.")
            with archive.open(DUMP) as member:
                yield manifest, member
    except OSError as error:
        raise CommandError(f"Cannot read {path}: {error.strerror}.") from error
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise CommandError(f"{path} is damaged, or not a backup of hkinno: {error}") from error


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    content = orjson.loads(archive.read(MANIFEST))
    if content["format"] != FORMAT:
        raise ValueError(f"its format is {content['format']}, this version reads {FORMAT}")
    return Manifest(**content)
