"""Loading of a dump: all rows or none."""

import pytest
from django.core.management import CommandError, call_command
from frictionless import Package

from hkinno.registry.models import Record, Relation, Statement
from tests.dumps.dump_client import clear_registry, create_full_registry, dump, dump_again, hashes
from tests.factories import FACTORIES, IndicatorFactory, LabFactory, ObservationFactory
from tests.fixture_snapshot import load_registry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.mark.untraced
def test_dump_of_the_fixtures_is_valid_and_loads_to_the_same_hashes(folder, tmp_path):
    load_registry()
    first = dump(folder)
    assert Package(folder / "current" / "datapackage.json").validate().valid

    second = dump_again(folder, tmp_path / "again")

    assert hashes(second) == hashes(first)


def test_dump_with_all_fields_loads_to_the_same_hashes(folder, tmp_path, capsys):
    create_full_registry()
    FACTORIES["labs"](id="duplicate", merged_into_id="a-labs")
    first = dump(folder)

    second = dump_again(folder, tmp_path / "again")

    assert hashes(second) == hashes(first)
    assert capsys.readouterr().out.splitlines()[1] == (
        f"{Record.objects.count() + Statement.objects.count() + Relation.objects.count()}"
        " rows loaded."
    )
    assert Record.objects.get(pk="duplicate").merged_into_id == "a-labs"


def test_dump_is_rejected_by_a_registry_with_records(folder):
    LabFactory(id="lab")
    dump(folder)

    with pytest.raises(CommandError, match="only be loaded into an empty registry"):
        call_command("load_dump", folder / "current")


@pytest.mark.parametrize("change", ["changed", "missing"])
def test_changed_or_missing_file_is_rejected(folder, change):
    LabFactory(id="lab")
    dump(folder)
    clear_registry()
    file = folder / "current" / "labs.jsonl"
    if change == "changed":
        file.write_text(file.read_text().replace("lab", "lob"))
    else:
        file.unlink()

    with pytest.raises(CommandError, match=r"labs\.jsonl does not match its hash"):
        call_command("load_dump", folder / "current")

    assert Record.objects.count() == 0


@pytest.mark.parametrize(
    "text", [None, "no JSON", "{}", "[]", '{"files": [1]}', '{"files": [{"path": 1}]}']
)
def test_folder_without_a_valid_descriptor_is_rejected(tmp_path, text):
    if text:
        (tmp_path / "datapackage.json").write_text(text)

    with pytest.raises(CommandError, match=r"Cannot read the datapackage\.json of a dump"):
        call_command("load_dump", tmp_path)


def test_dump_that_violates_a_constraint_is_not_loaded(folder):
    ObservationFactory(id="obs", indicator=IndicatorFactory(id="draft", status="draft"))
    dump(folder)
    clear_registry()

    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_dump", folder / "current")

    assert Record.objects.count() == 0
