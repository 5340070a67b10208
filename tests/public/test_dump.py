"""The whole registry as a Frictionless Data Package: made, switched in, checked, loaded again."""

import csv
import hashlib
import json
import os
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from frictionless import Package

from hkinno.public.dump import folder as folders
from hkinno.public.dump.folder import publish
from hkinno.public.dump.tables import tables
from hkinno.public.dump.writing import snapshot
from hkinno.registry.models import Record, Relation, Statement
from hkinno.registry.vocabularies import Resource
from tests.factories import (
    FACTORIES,
    IndicatorFactory,
    InstitutionFactory,
    LabFactory,
    ObservationFactory,
    StatementFactory,
)
from tests.loaded import load_registry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(tmp_path, settings):
    settings.DUMP_DIR = tmp_path / "dumps"
    return settings.DUMP_DIR


def full_registry():
    """A full row of every kind."""
    for resource, factory in FACTORIES.items():
        factory(id=f"a-{resource}", full=True)
    StatementFactory(full=True)


def dump(place):
    call_command("dump_public", place)
    return folders.read(place)


def hashes(descriptor):
    return {each["path"]: each["hash"] for each in descriptor["resources"]}


def rows(place, name):
    """The rows of a table, from its lines and from its cells."""
    text = (place / "current" / f"{name}.jsonl").read_text()
    with (place / "current" / f"{name}.csv").open(newline="") as file:
        return [json.loads(line) for line in text.splitlines()], list(csv.DictReader(file))


def test_a_dump_passes_the_validator_of_its_format(place):
    full_registry()

    dump(place)

    report = Package(place / "current" / "datapackage.json").validate()
    assert report.flatten(["title", "fieldName", "note"]) == []
    assert [task.name for task in report.tasks if not task.valid] == []
    assert report.valid


def test_a_dump_counts_what_the_api_counts(client, place):
    full_registry()
    LabFactory(id="a-draft", status="draft", full=True)

    counts = {each["name"]: each["rows"] for each in dump(place)["resources"]}

    for name in [*Resource.values, "statements", "relations"]:
        counted = client.get(f"/api/v1/{name}/").json()["count"]
        assert (name, counts[name], counts[f"{name}.jsonl"]) == (name, counted, counted)
    assert counts["records"] == Record.objects.published().count()


def test_a_dump_of_the_fixtures_is_valid_and_loads_to_the_same_hashes(place, tmp_path):
    load_registry()
    first = dump(place)
    assert Package(place / "current" / "datapackage.json").validate().valid

    call_command("flush", interactive=False, verbosity=0)
    call_command("load_dump", place / "current")
    second = dump(tmp_path / "again")

    assert hashes(second) == hashes(first)


def test_a_dump_loads_into_an_empty_registry_to_the_same_hashes(place, tmp_path, capsys):
    full_registry()
    FACTORIES["labs"](id="duplicate", merged_into_id="a-labs")
    first = dump(place)
    call_command("flush", interactive=False, verbosity=0)

    call_command("load_dump", place / "current")
    second = dump(tmp_path / "again")

    assert hashes(second) == hashes(first)
    assert capsys.readouterr().out.splitlines()[1] == (
        f"{Record.objects.count() + Statement.objects.count() + Relation.objects.count()}"
        " rows loaded."
    )
    assert Record.objects.get(pk="duplicate").merged_into_id == "a-labs"


def test_a_row_has_the_columns_of_its_model_with_null_for_unknown(place):
    InstitutionFactory(id="hku", name_zh="香港大學", name_en="HKU")
    LabFactory(id="lab", host_id="hku", name_zh="實驗室", name_en="=Lab", established="2012-06")

    descriptor = dump(place)

    (in_lines,), (in_cells,) = rows(place, "labs")
    assert in_lines == {
        "id": "lab",
        "name_zh": "實驗室",
        "name_en": "=Lab",
        "name_en_basis": "official",
        "aliases": [],
        "summary_zh": None,
        "summary_en": None,
        "topics": [],
        "focus": [],
        "stage": "active",
        "part_of": None,
        "place": None,
        "website": None,
        "external_ids": {},
        "merged_into": None,
        "kind": "state-key-laboratory-partner",
        "host": "hku",
        "established": "2012-06",
        "closed": None,
        "budget": None,
    }
    assert list(in_cells) == list(in_lines)
    assert in_cells["name_en"] == "'=Lab"
    assert (in_cells["topics"], in_cells["host"], in_cells["closed"]) == ("[]", "hku", "")
    schema = next(each for each in descriptor["resources"] if each["name"] == "labs")["schema"]
    assert schema["primaryKey"] == ["id"]
    assert {"fields": ["host"], "reference": {"resource": "institutions", "fields": ["id"]}} in (
        schema["foreignKeys"]
    )


def test_a_value_of_any_type_is_json_in_its_cell(place):
    StatementFactory(id="said", property="name_en", value="Lab", subject=LabFactory())

    dump(place)

    (in_lines,), (in_cells,) = rows(place, "statements")
    assert (in_lines["value"], in_cells["value"]) == ("Lab", '"Lab"')


def test_a_table_without_rows_has_no_lines(place):
    names = [each["path"] for each in dump(place)["resources"]]

    assert names == [f"{table.name}.csv" for table in tables()]
    assert not list((place / "current").glob("*.jsonl"))


def test_a_draft_is_in_no_file_and_what_refers_to_it_says_nothing(place):
    LabFactory(id="lab", full=True)
    Record.objects.exclude(id="lab").update(
        status="draft", name_zh="秘密", name_en="Secret", name_en_basis="official"
    )

    dump(place)

    for file in (place / "current").iterdir():
        assert "Secret" not in file.read_text()
    (in_lines,), _cells = rows(place, "labs")
    assert (in_lines["host"], in_lines["part_of"], in_lines["place"]) == (None, None, None)
    assert sorted(each.name for each in (place / "current").glob("*.jsonl")) == [
        "labs.jsonl",
        "records.jsonl",
    ]


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


def test_a_dump_is_loaded_into_an_empty_registry_alone(place):
    LabFactory(id="lab")
    dump(place)

    with pytest.raises(CommandError, match="has records already"):
        call_command("load_dump", place / "current")


@pytest.mark.parametrize("change", ["touched", "missing"])
def test_a_file_that_is_not_what_was_dumped_is_refused(place, change):
    LabFactory(id="lab")
    dump(place)
    call_command("flush", interactive=False, verbosity=0)
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
    call_command("flush", interactive=False, verbosity=0)

    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_dump", place / "current")

    assert Record.objects.count() == 0


def test_without_a_dump_the_answer_says_so(client, place):
    assert client.get("/api/v1/dump/").json() == {
        "revision": None,
        "created": None,
        "licence": "CC0-1.0",
        "package": None,
        "files": [],
    }
    assert client.get("/api/v1/dump/1/datapackage.json").status_code == 404


def test_the_dump_is_served_with_all_of_its_files(client, place):
    LabFactory(id="lab")
    descriptor = dump(place)

    about = client.get("/api/v1/dump/").json()
    package = client.get(about["package"])

    revision = descriptor["revision"]
    assert (about["revision"], about["created"]) == (revision, descriptor["created"])
    assert about["package"] == f"http://testserver/api/v1/dump/{revision}/datapackage.json"
    assert json.loads(package.getvalue()) == descriptor
    assert package["Content-Type"] == "application/json"
    for file in about["files"]:
        response = client.get(file["url"])
        content = response.getvalue()
        assert len(content) == file["bytes"]
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert response["Content-Type"] == file["media_type"]
        assert response["Content-Disposition"] == (
            f'attachment; filename="hkinno-{revision}-{file["name"]}"'
        )


def test_who_has_a_file_is_not_sent_it_again(client, place):
    LabFactory(id="lab")
    address = f"/api/v1/dump/{dump(place)['revision']}/labs.csv"
    first = client.get(address)
    first.getvalue()

    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


@pytest.mark.parametrize("name", ["nothing.csv", "..", ".lock", "labs.csv/"])
def test_what_is_no_file_of_the_dump_is_not_found(client, place, name):
    LabFactory(id="lab")
    revision = dump(place)["revision"]

    assert client.get(f"/api/v1/dump/{revision}/{name}").status_code == 404
    assert client.get(f"/api/v1/dump/{'9' * 300}/labs.csv").status_code == 404


def test_a_file_comes_in_its_own_format_alone(client, place):
    LabFactory(id="lab")
    address = f"/api/v1/dump/{dump(place)['revision']}/labs.csv"

    assert client.get(address, headers={"accept": "application/json"}).status_code == 406
    assert client.get(address, {"format": "jsonl"}).status_code == 400
