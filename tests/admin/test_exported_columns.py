"""Lists that the API exported, imported in the admin."""

import csv
import io
from types import SimpleNamespace

import pytest

from hkinno.registry.admin.imports.export_form import ExportForm
from hkinno.registry.admin.imports.exported_columns import exported_columns
from labs.models import Lab
from tests.admin.imports.import_client import CSV, XLSX, import_errors, import_rows, upload
from tests.factories import (
    LabFactory,
)
from tests.list_endpoints import LISTS, for_each_list

pytestmark = pytest.mark.usefixtures("previews", "db")


@for_each_list
@pytest.mark.parametrize(("format", "kind"), [("csv", CSV), ("xlsx", XLSX)])
def test_import_of_an_exported_list_changes_nothing(curator, name, format, kind):
    row = LISTS[name](full=True)
    exported = curator.get(f"/api/v1/{name}/", {"format": format}).getvalue()

    preview = upload(curator, type(row), exported, kind)

    assert import_errors(preview) == {}
    assert preview.context["result"].rows == []
    assert preview.context["result"].totals["skip"] > 0
    assert "url" in preview.context["result"].derived_columns


@for_each_list
def test_all_columns_of_an_exported_list_can_be_imported(curator, name):
    row = LISTS[name](full=True)
    fields = ",".join({column.path[0] for column in exported_columns(type(row)).values()})
    exported = curator.get(f"/api/v1/{name}/", {"format": "csv", "fields": fields}).getvalue()

    preview = upload(curator, type(row), exported, CSV)

    assert import_errors(preview) == {}
    assert preview.context["result"].rows == []
    assert preview.context["result"].totals["skip"] > 0


def test_edited_list_is_imported(curator):
    LabFactory(id="lab", status="draft", full=True)
    LabFactory(id="published")
    columns = [name for name, column in exported_columns(Lab).items() if column.is_default]
    header = ["id", "website", "topics", "budget_value", "budget_unit", "ror", "wikidata"]
    cells = ["lab", "https://example.org/new", "space; talent", "5.5", "CNY", "", "Q1; Q2"]

    assert set(header) - {"website", "topics"} <= set(columns)
    import_rows(curator, Lab, f"{','.join(header)}\n{','.join(cells)}\n", CSV)

    lab = Lab.objects.get(id="lab")
    assert (lab.website, lab.topics) == ("https://example.org/new", ["space", "talent"])
    assert (lab.budget["value"], lab.budget["unit"], lab.budget["qualifier"]) == (
        "5.5",
        "CNY",
        "over",
    )
    assert lab.external_ids == {"wikidata": ["Q1", "Q2"]}


@pytest.mark.parametrize(
    ("cells", "budget"),
    [
        ({"budget_value": "", "budget_unit": ""}, None),
        ({"budget_value": "", "budget_qualifier": "several", "budget_magnitude": "1000"}, "1000"),
        ({"budget_unit": ""}, "2800000000"),
    ],
)
def test_amount_is_put_together_from_its_parts(curator, cells, budget):
    LabFactory(id="lab", status="draft", full=True)
    file = io.StringIO()
    writer = csv.DictWriter(file, ["id", *cells])
    writer.writeheader()
    writer.writerow({"id": "lab"} | cells)

    import_rows(curator, Lab, file.getvalue(), CSV)

    amount = Lab.objects.get(id="lab").budget
    assert (amount and (amount["value"] or amount["magnitude"])) == budget


def test_error_in_a_part_names_the_amount(curator):
    LabFactory(id="lab", status="draft", full=True)

    preview = upload(curator, Lab, "id,budget_value\nlab,many\n", CSV)

    assert list(import_errors(preview)[1]) == ["budget"]


def test_preview_lists_the_columns_that_are_not_imported(curator):
    LabFactory(id="lab")

    preview = upload(curator, Lab, "id,host_name_en,established_from\nlab,HKU,2012-01-01\n", CSV)

    assert "not imported: host_name_en, established_from." in preview.content.decode()


def test_column_without_a_field_keeps_its_name_in_the_export_form():
    resource = SimpleNamespace(
        fields={name: SimpleNamespace(column_name=name) for name in ("ror", "kind")},
        _meta=SimpleNamespace(model=Lab),
    )

    assert ExportForm._get_field_label(resource, "ror") == "ror"
    assert ExportForm._get_field_label(resource, "kind") == "Kind (kind)"
