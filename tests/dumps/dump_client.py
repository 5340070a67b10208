"""Dumps, clears and reloads the registry, and reads the files of a dump."""

import csv
import json

from django.core.management import call_command

from hkinno.dumps.storage import read_descriptor
from tests.factories import FACTORIES, StatementFactory


def create_full_registry():
    """One record of each kind with all fields, and a statement."""
    for resource, factory in FACTORIES.items():
        factory(id=f"a-{resource}", full=True)
    StatementFactory(full=True)


def dump(folder):
    call_command("dump_public", folder)
    return read_descriptor(folder)


def clear_registry():
    call_command("flush", interactive=False, verbosity=0)


def dump_again(folder, new_folder):
    """Load the dump in `folder` into an empty registry, and return the descriptor of a new dump."""
    clear_registry()
    call_command("load_dump", folder / "current")
    return dump(new_folder)


def hashes(descriptor):
    return {file["path"]: file["hash"] for file in descriptor["files"]}


def rows(folder, name):
    """The rows of a table from its JSON Lines and from its CSV file."""
    text = (folder / "current" / f"{name}.jsonl").read_text()
    with (folder / "current" / f"{name}.csv").open(newline="") as file:
        return [json.loads(line) for line in text.splitlines()], list(csv.DictReader(file))
