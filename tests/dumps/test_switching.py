"""Replacement of a dump: atomic, complete and consistent."""

import os
import threading

import pytest
from django.db import connection

from hkinno.dumps.storage import publish, read_descriptor
from hkinno.dumps.write import unlimited_snapshot
from hkinno.registry.models import Record
from tests.dumps.dump_client import dump
from tests.factories import LabFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_folder_of_a_dump_is_its_revision_and_descriptor_has_the_licence(folder, capsys):
    LabFactory(id="lab")

    descriptor = dump(folder)

    revision = descriptor["revision"]
    assert os.readlink(folder / "current") == str(revision)
    assert descriptor["version"] == str(revision)
    assert [licence["name"] for licence in descriptor["licenses"]] == ["CC0-1.0"]
    assert capsys.readouterr().out == (
        f"Revision {revision}: 1 records, 0 statements, 0 relations.\n"
    )


def test_dump_of_the_same_revision_is_not_replaced(folder, capsys):
    LabFactory(id="lab")
    first = dump(folder)
    before = (folder / "current").resolve().stat().st_ino

    second = dump(folder)

    assert second == first
    assert (folder / "current").resolve().stat().st_ino == before
    assert capsys.readouterr().out.endswith("(unchanged).\n")


def test_dump_with_another_descriptor_replaces_the_previous_one(folder):
    LabFactory(id="lab")
    first = dump(folder)
    old = folder / "current" / "datapackage.json"
    old.write_text(old.read_text().replace("hkinno", "before"))

    assert dump(folder) == first
    assert sorted(path.name for path in folder.iterdir()) == [
        ".lock",
        str(first["revision"]),
        "current",
    ]


def test_three_dumps_are_retained(folder):
    revisions = []
    for key in "abcde":
        LabFactory(id=key)
        revisions.append(str(dump(folder)["revision"]))

    remaining = sorted(path.name for path in folder.iterdir() if path.name.isdigit())
    assert remaining == sorted(revisions[-3:])


def test_failed_dump_does_not_replace_the_previous_one_and_is_deleted_by_the_next(folder):
    LabFactory(id="lab")
    before = dump(folder)

    def write_half(new_folder):
        (new_folder / "labs.csv").write_text("half")
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        publish(folder, write_half)

    assert read_descriptor(folder) == before
    assert len(list(folder.glob(".making-*"))) == 1
    dump(folder)
    assert list(folder.glob(".making-*")) == []


def test_reader_always_finds_a_complete_dump(folder):
    LabFactory(id="lab")
    dump(folder)
    is_done = threading.Event()
    results = []

    def read_repeatedly():
        while not is_done.is_set():
            results.append(read_descriptor(folder) is not None)

    reader = threading.Thread(target=read_repeatedly)
    reader.start()
    for key in "abc":
        LabFactory(id=key)
        dump(folder)
    is_done.set()
    reader.join()

    assert set(results) == {True}


def test_snapshot_does_not_see_concurrent_changes(folder):
    LabFactory(id="before")
    counts = []

    def write_meanwhile():
        LabFactory(id="meanwhile")
        connection.close()

    with unlimited_snapshot():
        before = Record.objects.count()
        writer = threading.Thread(target=write_meanwhile)
        writer.start()
        writer.join()
        counts = [before, Record.objects.count()]

    assert counts == [1, 1]
    assert Record.objects.count() == 2
