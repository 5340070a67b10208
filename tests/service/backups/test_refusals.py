"""Backups that cannot be written or restored: nothing is lost, and the message says why."""

import contextlib
import hashlib
import json
import os
import zipfile
import zlib
from pathlib import Path
from random import Random
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from hkinno.service.backups import archive, programs
from hkinno.service.backups.archive import DUMP, MANIFEST
from labs.models import Lab
from tests.factories import LabFactory
from tests.service.backups.databases import connected_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.server]


@pytest.fixture
def backup(tmp_path):
    """The path of a backup of a registry that consists of one lab."""
    LabFactory(id="first")
    path = tmp_path / "hkinno.backup"
    call_command("backup", path, verbosity=0)
    return path


def edit(path: Path, *, dump: bytes | None = None, **changes: object) -> None:
    """Write a backup again with another dump or other entries of the manifest."""
    with zipfile.ZipFile(path) as old:
        content, manifest = old.read(DUMP), json.loads(old.read(MANIFEST))
    with zipfile.ZipFile(path, "w") as new:
        new.writestr(DUMP, content if dump is None else dump)
        new.writestr(MANIFEST, json.dumps(manifest | changes))


def refusal(path: Path) -> str:
    """The message of `restore --replace`, which must not have changed anything."""
    with pytest.raises(CommandError) as error:
        call_command("restore", path, replace=True)
    assert list(Lab.objects.values_list("pk", flat=True)) == ["first"]
    return str(error.value)


def test_existing_file_is_replaced_only_with_force(backup):
    before = backup.read_bytes()

    with pytest.raises(CommandError, match="exists and was not changed"):
        call_command("backup", backup)
    assert backup.read_bytes() == before

    LabFactory(id="second")
    call_command("backup", backup, force=True, verbosity=0)
    call_command("restore", backup, replace=True, verbosity=0)
    assert Lab.objects.count() == 2


@pytest.mark.parametrize("force", [False, True])
def test_what_is_no_file_is_never_replaced(tmp_path, force):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)

    for path in (tmp_path, fifo):
        with pytest.raises(CommandError, match=r"was not changed\. It is not a regular file\."):
            call_command("backup", path, force=force)
        with pytest.raises(CommandError, match=r"^Cannot read .*: it is not a regular file\.$"):
            call_command("restore", path, replace=True)

    assert fifo.is_fifo()


def test_missing_folder_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"no/file was not written: No such file or directory\."):
        call_command("backup", tmp_path / "no" / "file")


def test_full_disk_leaves_no_file(tmp_path, monkeypatch):
    # /dev/full fails like a full disk.
    monkeypatch.setattr(
        archive.tempfile, "mkstemp", lambda *_: (os.open("/dev/full", os.O_WRONLY), "/no/such/file")
    )

    with pytest.raises(CommandError, match=r"was not written: No space left on device\."):
        call_command("backup", tmp_path / "hkinno.backup")

    assert list(tmp_path.iterdir()) == []


def test_failure_of_pg_dump_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr("hkinno.service.backups.dump.LOCK_WAIT_MILLISECONDS", "nonsense")

    with pytest.raises(CommandError, match="pg_dump failed: "):
        call_command("backup", tmp_path / "hkinno.backup")

    assert list(tmp_path.iterdir()) == []


def test_database_without_tables_has_no_backup(create_database, tmp_path):
    other = create_database("template template0 encoding 'UTF8'")["dbname"]

    with connected_to(other), pytest.raises(CommandError, match="there is nothing to back up"):
        call_command("backup", tmp_path / "hkinno.backup")


def test_unreachable_database_is_reported(monkeypatch, tmp_path):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", str(tmp_path))

    with pytest.raises(CommandError, match="Cannot connect to the database: "):
        call_command("backup", tmp_path / "hkinno.backup")
    connection.close()


def test_missing_file_is_named(backup):
    missing = backup.with_name("missing")

    assert refusal(missing) == f"Cannot read {missing}: No such file or directory."


def test_damaged_backup_changes_nothing(backup):
    good = backup.read_bytes()
    with zipfile.ZipFile(backup) as file:
        half = file.read(DUMP)[:20_000]
    no_backup = "is damaged, or not a backup of hkinno: "

    backup.write_text("not a backup")
    assert no_backup in refusal(backup)
    backup.write_bytes(good[:-1000])
    assert no_backup in refusal(backup)
    backup.write_bytes(good)
    edit(backup, format=2)
    assert "its format is 2, this version reads 1" in refusal(backup)
    backup.write_bytes(good)
    edit(backup, dump=b"PGDMP other")
    assert "is damaged: its SHA-256 differs from the manifest's." in refusal(backup)
    edit(backup, dump=half, sha256=hashlib.sha256(half).hexdigest())
    assert "pg_restore failed: " in refusal(backup)
    backup.write_bytes(good)
    edit(backup, rows={"public.labs_lab": 2})
    assert "public.labs_lab has 1 rows instead of 2" in refusal(backup)


@pytest.mark.parametrize("seed", range(3))
def test_any_damage_is_reported(backup, seed):
    """In the parts that are read before the hash of the dump is known."""
    random, good = Random(seed), backup.read_bytes()
    for _ in range(200):
        damaged = bytearray(good)
        position = random.choice([random.randrange(80), -1 - random.randrange(3000)])
        damaged[position] = random.randrange(256)
        backup.write_bytes(damaged)

        with contextlib.suppress(CommandError), archive.opened(backup) as (manifest, dump):
            assert hashlib.file_digest(dump, "sha256").hexdigest() == manifest.sha256


@pytest.mark.parametrize("error", [zlib.error("invalid block"), EOFError(), NotImplementedError()])
def test_error_of_the_archive_is_reported(backup, monkeypatch, error):
    monkeypatch.setattr(archive.zipfile.ZipFile, "read", Mock(side_effect=error))

    assert "is damaged, or not a backup of hkinno: " in refusal(backup)
    assert not refusal(backup).endswith(": ")


def test_backup_of_a_newer_version_changes_nothing(backup):
    good = backup.read_bytes()

    edit(backup, migrations=["labs.0099_later"], hkinno_version="9.0")
    assert refusal(backup) == (
        "The backup was made by hkinno 9.0 with migrations that this version does not have: "
        "labs.0099_later. Restore it with that version."
    )
    backup.write_bytes(good)
    edit(backup, server_version=99)
    assert refusal(backup).endswith("Restore it on version 99 or newer.")


def test_old_or_missing_programs_are_named(tmp_path):
    with pytest.raises(CommandError) as error:
        programs.find(["pg_dump"], 99, {"POSTGRES_BIN": str(tmp_path)})

    assert str(error.value) == (
        f"pg_dump of PostgreSQL 99 or newer not found. Searched: {tmp_path} "
        "(not there). Install the client programs of PostgreSQL 99, or set POSTGRES_BIN to the "
        "directory that contains them."
    )


def test_connection_string_has_only_parameters_of_the_settings():
    """Programs of version 15 refuse a parameter of version 16, such as sslcertmode."""
    names = conninfo_to_dict(programs.connection_string()).keys()

    assert names <= connection.get_connection_params().keys() - {"password"}
    assert "dbname" in names


def test_programs_are_found_on_the_path(tmp_path, monkeypatch):
    monkeypatch.setattr(programs.binaries, "wheel_directory", lambda: None)
    monkeypatch.setattr(programs.binaries, "system_directories", list)
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 18.1'\n")
    program.chmod(0o755)

    assert programs.find(["pg_dump"], 15, {"PATH": str(tmp_path)}) == tmp_path
    with pytest.raises(CommandError, match=r"\(version 18\)"):
        programs.find(["pg_dump"], 19, {"PATH": str(tmp_path)})
    assert programs.candidate_directories({"PATH": ""}) == []
