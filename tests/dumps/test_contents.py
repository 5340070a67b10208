"""Contents of a dump: the rows that the API serves, as a valid Frictionless Data Package."""

import pytest
from frictionless import Package
from pyoxigraph import parse

from hkinno.dumps import parquet
from hkinno.dumps.tables import tables
from hkinno.registry.admin.imports.exported_columns import exported_columns
from hkinno.registry.models import Record, record_models
from hkinno.registry.values.quantities import KEYS
from tests.dumps.dump_client import create_full_registry, dump, rows
from tests.factories import InstitutionFactory, LabFactory, StatementFactory
from tests.list_endpoints import LISTS

pytestmark = pytest.mark.django_db(transaction=True)


def test_dump_is_a_valid_data_package(folder):
    create_full_registry()

    dump(folder)

    report = Package(folder / "current" / "datapackage.json").validate()
    assert report.flatten(["title", "fieldName", "note"]) == []
    assert [task.name for task in report.tasks if not task.valid] == []
    assert report.valid


def test_dump_has_as_many_rows_as_the_api(client, folder):
    create_full_registry()
    LabFactory(id="a-draft", status="draft", full=True)

    descriptor = dump(folder)

    assert [table["path"] for table in descriptor["resources"]] == [
        f"{table.name}.csv" for table in tables()
    ]
    counts = {file["path"]: file["rows"] for file in descriptor["files"]}
    for name in [*record_models(), "statements", "relations"]:
        count = client.get(f"/api/v1/{name}/").json()["count"]
        assert (name, counts[f"{name}.csv"], counts[f"{name}.jsonl"]) == (name, count, count)
    assert counts["records.csv"] == Record.objects.published().count()


def test_row_has_the_fields_of_its_model_with_null_for_unknown_values(folder):
    InstitutionFactory(id="hku", name_zh="香港大學", name_en="HKU")
    LabFactory(id="lab", host_id="hku", name_zh="實驗室", name_en="=Lab", established="2012-06")

    descriptor = dump(folder)

    (from_jsonl,), (from_csv,) = rows(folder, "labs")
    assert from_jsonl == {
        "id": "lab",
        "name_zh": "實驗室",
        "name_en": "=Lab",
        "name_zh_basis": "descriptive",
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
        **dict.fromkeys(["ror", "wikidata", "isni", "grid", "fundref"]),
        "merged_into": None,
        "last_reviewed": None,
        "kind": "state-key-laboratory-partner",
        "host": "hku",
        "established": "2012-06",
        "established_from": "2012-06-01",
        "established_to": "2012-06-30",
        **dict.fromkeys(["closed", "closed_from", "closed_to", "budget"]),
        **dict.fromkeys(f"budget_{part}" for part in KEYS),
    }
    assert list(from_csv) == list(from_jsonl)
    assert from_csv["name_en"] == "'=Lab"
    assert (from_csv["topics"], from_csv["host"], from_csv["closed"]) == ("[]", "hku", "")
    schema = next(table for table in descriptor["resources"] if table["name"] == "labs")["schema"]
    assert schema["primaryKey"] == ["id"]
    assert {"fields": ["host"], "reference": {"resource": "institutions", "fields": ["id"]}} in (
        schema["foreignKeys"]
    )


def test_value_of_a_statement_is_json_in_csv(folder):
    StatementFactory(id="a", property="name_en", value="Lab", subject=LabFactory())

    dump(folder)

    (from_jsonl,), (from_csv,) = rows(folder, "statements")
    assert from_jsonl["value"] == from_csv["value"] == '"Lab"'
    assert (from_jsonl["value_type"], from_jsonl["value_text"]) == ("text", "Lab")


def test_amounts_and_identifiers_have_columns_of_one_type(folder):
    LabFactory(id="lab", full=True, external_ids={"ror": ["02zhqgq86", "04jqj7p05"]})

    dump(folder)

    rows_of_labs = {row["id"]: row for row in rows(folder, "labs")[0]}
    lab = rows_of_labs["lab"]
    assert lab["budget"]["value"] == "2800000000"
    assert (lab["budget_value"], lab["budget_max"], lab["budget_unit"]) == (2.8e9, None, "HKD")
    assert (lab["ror"], lab["wikidata"]) == ("02zhqgq86; 04jqj7p05", None)


@pytest.mark.parametrize("name", LISTS)
def test_columns_have_the_names_of_exported_lists(name):
    (table,) = (table for table in tables() if table.name == name)
    whole = {column.name for column in table.columns}

    names = {field.name for field in table.fields()}

    assert names - whole <= exported_columns(table.model).keys()
    wholes = {"external_ids", *(name for name in whole if f"{name}_unit" in names)}
    assert whole - wholes - exported_columns(table.model).keys() == set()


def test_linked_data_of_all_records_is_in_graphs_of_their_own(folder):
    LabFactory(id="lab", host=InstitutionFactory(id="hku"))
    LabFactory(id="duplicate", merged_into_id="lab")
    LabFactory(id="a-draft", status="draft")

    (file,) = (file for file in dump(folder)["files"] if file["format"] == "nq")

    quads = list(parse(path=folder / "current" / "hkinno.nq"))
    graphs = {quad.graph_name.value.split("/api/v1/")[1] for quad in quads}
    assert file["rows"] == len(quads)
    assert graphs == {"institutions/hku/", "labs/lab/"}


class FakeArrow:
    """The part of pyarrow that tables are written with."""

    float64 = int64 = string = staticmethod(lambda: "type")

    class Table:
        @staticmethod
        def from_pylist(rows, _schema):
            return rows

    @staticmethod
    def schema(types):
        return types


class FakeParquet:
    """Writes the number of rows of each table."""

    class ParquetWriter:
        def __init__(self, file, _schema):
            self.file = file.open("w")

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            self.file.close()

        def write_table(self, table):
            self.file.write(f"{len(table)}\n")


def test_tables_with_rows_are_written_as_parquet_if_pyarrow_is_installed(folder, monkeypatch):
    monkeypatch.setattr(parquet, "find_spec", lambda _name: True)
    modules = {"pyarrow": FakeArrow, "pyarrow.parquet": FakeParquet}
    monkeypatch.setattr(parquet, "import_module", modules.__getitem__)
    monkeypatch.setattr(parquet, "BATCH_SIZE", 2)
    LabFactory.create_batch(3)

    paths = [file["path"] for file in dump(folder)["files"]]

    assert [path for path in paths if path.endswith("parquet")] == [
        "labs.parquet",
        "records.parquet",
    ]
    assert (folder / "current" / "labs.parquet").read_text() == "2\n1\n"


def test_empty_table_has_no_jsonl_file(folder):
    names = [file["path"] for file in dump(folder)["files"]]

    assert names == sorted([*(f"{table.name}.csv" for table in tables()), "hkinno.nq"])
    assert not list((folder / "current").glob("*.jsonl"))


def test_draft_is_not_dumped_and_references_to_it_are_null(folder):
    LabFactory(id="lab", full=True)
    Record.objects.exclude(id="lab").update(
        status="draft", name_zh="秘密", name_en="Secret", name_en_basis="official"
    )

    dump(folder)

    for file in (folder / "current").iterdir():
        assert "Secret" not in file.read_text()
    (from_jsonl,), _cells = rows(folder, "labs")
    assert (from_jsonl["host"], from_jsonl["part_of"], from_jsonl["place"]) == (None, None, None)
    assert sorted(path.name for path in (folder / "current").glob("*.jsonl")) == [
        "labs.jsonl",
        "records.jsonl",
    ]
