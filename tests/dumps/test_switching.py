"""How a dump takes the place of the one before: at once, whole, and of one state."""

import os
import threading

import pytest
from django.db import connection

from hkinno.dumps import storage as folders
from hkinno.dumps.storage import publish
from hkinno.dumps.write import snapshot
from hkinno.registry.models import Record
from tests.dumps.dump_client import dump
from tests.factories import LabFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_dump_is_named_by_its_revision_and_says_whose_it_is(place, capsys):
    LabFactory(id="lab")

    descriptor = dump(place)

    revision = descriptor["revision"]
    assert os.readlink(place / "current") == str(revision)
    assert descriptor["version"] == str(revision)
    assert [each["name"] for each in descriptor["licenses"]] == ["CC0-1.0"]
    assert capsys.readouterr().out == (
        f"Revision {revision}: 1 records, 0 statements, 0 relations.\n"
    )


def test_the_same_revision_is_not_dumped_twice(place, capsys):
    LabFactory(id="lab")
    first = dump(place)
    before = (place / "current").resolve().stat().st_ino

    second = dump(place)

    assert second == first
    assert (place / "current").resolve().stat().st_ino == before
    assert capsys.readouterr().out.endswith("as dumped before.\n")


def test_a_dump_in_another_form_takes_the_place_of_the_one_before(place):
    LabFactory(id="lab")
    first = dump(place)
    old = place / "current" / "datapackage.json"
    old.write_text(old.read_text().replace("hkinno", "before"))

    assert dump(place) == first
    assert sorted(each.name for each in place.iterdir()) == [
        ".lock",
        str(first["revision"]),
        "current",
    ]


def test_the_last_three_dumps_are_kept(place):
    made = []
    for key in "abcde":
        LabFactory(id=key)
        made.append(str(dump(place)["revision"]))

    kept = sorted(each.name for each in place.iterdir() if each.name.isdigit())
    assert kept == sorted(made[-3:])


def test_a_dump_that_fails_leaves_the_one_before_and_its_remains_go_with_the_next(place):
    LabFactory(id="lab")
    before = dump(place)

    def fails(made):
        (made / "labs.csv").write_text("half")
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        publish(place, fails)

    assert folders.read(place) == before
    assert len(list(place.glob(".making-*"))) == 1
    dump(place)
    assert list(place.glob(".making-*")) == []


def test_a_reader_sees_one_dump_or_another_and_nothing_between(place):
    LabFactory(id="lab")
    dump(place)
    is_over = threading.Event()
    seen = []

    def look():
        while not is_over.is_set():
            seen.append(folders.read(place) is not None)

    reader = threading.Thread(target=look)
    reader.start()
    for key in "abc":
        LabFactory(id=key)
        dump(place)
    is_over.set()
    reader.join()

    assert set(seen) == {True}


def test_a_dump_is_of_one_state_whoever_writes_meanwhile(place):
    LabFactory(id="before")
    made = []

    def write_meanwhile():
        LabFactory(id="meanwhile")
        connection.close()

    with snapshot():
        before = Record.objects.count()
        writer = threading.Thread(target=write_meanwhile)
        writer.start()
        writer.join()
        made = [before, Record.objects.count()]

    assert made == [1, 1]
    assert Record.objects.count() == 2
