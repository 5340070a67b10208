"""The generated registry is the same each time, and loads."""

import json
from collections import Counter

import pytest
from django.core.management import call_command

from hkinno.registry.models import Statement
from hkinno.reports.conflict_index import find_by_subject
from labs.models import Lab
from tests.benchmark.registry import Registry, write_registry
from tests.dumps.dump_client import dump

SIZE = 60


@pytest.fixture
def generated(tmp_path):
    folder = tmp_path / "generated"
    folder.mkdir()
    write_registry(folder, Registry(SIZE))
    return folder


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.glob("*.jsonl")}


def rows(folder):
    """The rows of each file by id, without what is null."""
    return {
        name: {
            row["id"]: {
                key: json.loads(value) if key == "value" else value
                for key, value in row.items()
                if value is not None
            }
            for row in map(json.loads, content.splitlines())
        }
        for name, content in contents(folder).items()
    }


def test_registry_of_one_size_and_seed_is_always_the_same(generated):
    first = contents(generated)
    write_registry(generated, Registry(SIZE))

    assert contents(generated) == first

    write_registry(generated, Registry(SIZE, seed=2))

    assert contents(generated) != first


@pytest.mark.django_db(transaction=True)
def test_dump_of_the_loaded_registry_has_the_rows_that_were_generated(generated, tmp_path):
    call_command("load_dump", generated)

    dump(tmp_path / "dump")

    assert Lab.objects.count() == SIZE
    dumped = rows(tmp_path / "dump" / "current")
    del dumped["records.jsonl"]  # an index of the others
    expected = rows(generated)
    assert dumped.keys() == expected.keys()
    for name, rows_by_id in expected.items():
        assert dumped[name].keys() == rows_by_id.keys()
        for id, row in rows_by_id.items():
            assert {key: dumped[name][id][key] for key in row} == row


@pytest.mark.django_db(transaction=True)
def test_only_labs_whose_sources_disagree_are_in_conflict(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.benchmark.registry.SHARE_IN_CONFLICT", 0.5)
    write_registry(tmp_path, Registry(SIZE))
    call_command("load_dump", tmp_path)

    conflicts = [conflict for of_one in find_by_subject(None)[0].values() for conflict in of_one]

    years = Counter(Statement.objects.filter(property="established").values_list("subject"))
    assert {(c.subject_id, c.property) for c in conflicts} == {
        (subject, "established") for (subject,), number in years.items() if number > 1
    }
    assert conflicts
