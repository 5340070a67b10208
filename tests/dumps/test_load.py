"""A dump that is loaded into an empty registry: the same rows again, or nothing."""

import pytest
from django.core.management import CommandError, call_command
from frictionless import Package

from hkinno.registry.models import Record, Relation, Statement
from tests.dumps.dump_client import dump, dump_again, empty_registry, full_registry, hashes
from tests.factories import FACTORIES, IndicatorFactory, LabFactory, ObservationFactory
from tests.fixture_snapshot import load_registry

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_dump_of_the_fixtures_is_valid_and_loads_to_the_same_hashes(place, tmp_path):
    load_registry()
    first = dump(place)
    assert Package(place / "current" / "datapackage.json").validate().valid

    second = dump_again(place, tmp_path / "again")

    assert hashes(second) == hashes(first)


def test_a_dump_loads_into_an_empty_registry_to_the_same_hashes(place, tmp_path, capsys):
    full_registry()
    FACTORIES["labs"](id="duplicate", merged_into_id="a-labs")
    first = dump(place)

    second = dump_again(place, tmp_path / "again")

    assert hashes(second) == hashes(first)
    assert capsys.readouterr().out.splitlines()[1] == (
        f"{Record.objects.count() + Statement.objects.count() + Relation.objects.count()}"
        " rows loaded."
    )
    assert Record.objects.get(pk="duplicate").merged_into_id == "a-labs"


def test_a_dump_is_loaded_into_an_empty_registry_alone(place):
    LabFactory(id="lab")
    dump(place)

    with pytest.raises(CommandError, match="has records already"):
        call_command("load_dump", place / "current")


@pytest.mark.parametrize("change", ["touched", "missing"])
def test_a_file_that_is_not_what_was_dumped_is_refused(place, change):
    LabFactory(id="lab")
    dump(place)
    empty_registry()
    file = place / "current" / "labs.jsonl"
    if change == "touched":
        file.write_text(file.read_text().replace("lab", "lob"))
    else:
        file.unlink()

    with pytest.raises(CommandError, match=r"labs\.jsonl is not what datapackage\.json says"):
        call_command("load_dump", place / "current")

    assert Record.objects.count() == 0


@pytest.mark.parametrize("text", [None, "no JSON", "{}"])
def test_what_is_no_dump_is_refused(tmp_path, text):
    if text:
        (tmp_path / "datapackage.json").write_text(text)

    with pytest.raises(CommandError, match=r"datapackage\.json of a dump cannot be read"):
        call_command("load_dump", tmp_path)


def test_a_dump_that_breaks_a_rule_is_loaded_not_at_all(place):
    ObservationFactory(id="obs", indicator=IndicatorFactory(id="draft", status="draft"))
    dump(place)
    empty_registry()

    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_dump", place / "current")

    assert Record.objects.count() == 0
