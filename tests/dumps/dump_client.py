"""Dumps a registry, empties it and loads it again; reads what was dumped."""

import csv
import json

from django.core.management import call_command

from hkinno.dumps import storage as folders
from tests.factories import FACTORIES, StatementFactory


def full_registry():
    """A full row of every kind."""
    for resource, factory in FACTORIES.items():
        factory(id=f"a-{resource}", full=True)
    StatementFactory(full=True)


def dump(place):
    call_command("dump_public", place)
    return folders.read(place)


def empty_registry():
    call_command("flush", interactive=False, verbosity=0)


def dump_again(place, other):
    """What a registry dumps into another folder that has nothing but the dump."""
    empty_registry()
    call_command("load_dump", place / "current")
    return dump(other)


def hashes(descriptor):
    return {each["path"]: each["hash"] for each in descriptor["resources"]}


def rows(place, name):
    """The rows of a table, from its lines and from its cells."""
    text = (place / "current" / f"{name}.jsonl").read_text()
    with (place / "current" / f"{name}.csv").open(newline="") as file:
        return [json.loads(line) for line in text.splitlines()], list(csv.DictReader(file))
