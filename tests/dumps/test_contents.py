"""What a dump holds: a Frictionless Data Package with every row that the API shows."""

import pytest
from frictionless import Package

from hkinno.dumps.tables import tables
from hkinno.registry.models import Record, record_models
from tests.dumps.dump_client import dump, full_registry, rows
from tests.factories import InstitutionFactory, LabFactory, StatementFactory

pytestmark = pytest.mark.django_db(transaction=True)


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

    for name in [*record_models(), "statements", "relations"]:
        counted = client.get(f"/api/v1/{name}/").json()["count"]
        assert (name, counts[name], counts[f"{name}.jsonl"]) == (name, counted, counted)
    assert counts["records"] == Record.objects.published().count()


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
