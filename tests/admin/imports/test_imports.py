"""Imports with a preview, and exports that can be imported again without a change."""

import json

import pytest
from django.contrib.admin.models import LogEntry

from hkinno.registry.models import Record, Statement
from labs.models import Lab
from programmes.models import Award
from tests.admin.admin_client import admin_url, messages
from tests.admin.imports.import_client import (
    CSV,
    JSON,
    LAB,
    XLSX,
    confirm,
    export,
    export_form,
    import_errors,
    import_rows,
    upload,
)
from tests.factories import (
    FACTORIES,
    InstitutionFactory,
    LabFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)
from tests.factories.values import alias

pytestmark = pytest.mark.usefixtures("previews")


def test_new_row_is_previewed_and_imported_as_a_draft(curator, db):
    InstitutionFactory(id="hku")

    preview = upload(curator, Lab, [LAB | {"host": "hku", "established": "2012"}])

    assert [row.import_type for row in preview.context["result"].rows] == ["new"]
    assert "<ins>New laboratory</ins>" in preview.content.decode()
    assert not Lab.objects.exists()

    response = confirm(curator, Lab, preview)

    assert messages(response) == [
        "Import finished: 1 new, 0 updated, 0 deleted and 0 skipped labs."
    ]
    lab = Lab.objects.get()
    assert (lab.status, lab.host_id, lab.established) == ("draft", "hku", "2012")
    logged = LogEntry.objects.get()
    assert (logged.object_id, logged.get_change_message()) == ("new", "Added.")


def test_existing_row_is_updated_and_keeps_its_status(curator, db):
    LabFactory(id="lab", full=True)
    before = Lab.objects.values().get(id="lab")

    import_rows(curator, Lab, [{"id": "lab", "name_en": "Renamed"}])

    after = Lab.objects.values().get(id="lab")
    changed = {name for name in after if after[name] != before[name]}
    assert changed - {"updated_at", "version"} == {"name_en"}
    logged = LogEntry.objects.get()
    assert logged.get_change_message() == "Changed columns of an imported file."
    assert after["status"] == "published"


@pytest.mark.parametrize(
    "name", ["香港大學", "The University of Hong Kong", "港大", " 香港大學 ", " hku"]
)
def test_reference_may_be_a_name(curator, db, name):
    aliases = [alias("港大", "zh-Hant")]
    english = "The University of Hong Kong"
    InstitutionFactory(id="hku", name_zh="香港大學", name_en=english, aliases=aliases)
    InstitutionFactory(id="hku-club", name_zh="香港大學校友會", name_en="Club")

    import_rows(curator, Lab, [LAB | {"host": name}])

    assert Lab.objects.get().host_id == "hku"


def test_unknown_name_of_a_reference_suggests_similar_records(curator, db):
    InstitutionFactory(id="hku", name_zh="香港大學", name_en="HKU")

    errors = import_errors(upload(curator, Lab, [LAB | {"host": "香港大"}]))

    assert errors == {
        1: {"host": ["There is no record “香港大”. Add it first. Did you mean hku (香港大學 HKU)?"]}
    }


@pytest.mark.untraced
@pytest.mark.parametrize(
    "factory", [*FACTORIES.values(), StatementFactory, RelationFactory], ids=lambda f: f.__name__
)
def test_import_of_an_export_changes_nothing(curator, db, factory):
    row = factory(full=True)
    model = type(row)
    factory()
    if isinstance(row, Record):
        formulas = {"summary_zh": "=1+1\n'@", "summary_en": "-5", "topics": []}
        model.objects.filter(pk=row.pk).update(**formulas)
    before = list(model.objects.values())

    for kind in (XLSX, CSV, JSON):
        preview = upload(curator, model, export(curator, model, kind), kind)

        assert preview.context["result"].rows == []
        assert preview.context["result"].totals["skip"] > 0
        assert preview.context["result"].short_rows == []
        confirm(curator, model, preview)
        assert list(model.objects.values()) == before


@pytest.mark.parametrize("kind", [XLSX, CSV, JSON], ids=["xlsx", "csv", "json"])
def test_import_of_an_export_restores_a_deleted_row(curator, db, kind):
    statement = StatementFactory(id="a.exists.b.1", full=True, value="2012", property="established")
    before = Statement.objects.values().get()
    file = export(curator, Statement, kind)
    statement.delete()

    import_rows(curator, Statement, file, kind)

    assert Statement.objects.values().get() == before


def test_export_contains_the_filtered_list(curator, db):
    LabFactory(id="one", kind="joint-laboratory")
    LabFactory(id="two", status="draft")

    rows = json.loads(export(curator, Lab, JSON, status__exact="draft"))

    assert [row["id"] for row in rows] == ["two"]


def test_export_of_a_text_too_long_for_excel_shows_a_message(curator, db):
    LabFactory(summary_en="a" * 40_000)

    response = curator.post(admin_url(Lab, "export"), export_form(curator, Lab, XLSX))

    assert messages(response) == [
        "A text is too long for an Excel cell. Export as CSV or JSON instead."
    ]


def test_row_may_refer_to_an_earlier_row(curator, db):
    rows = [LAB | {"part_of": ""}, LAB | {"id": "part", "part_of": "new"}]

    import_rows(curator, Lab, rows)

    assert Lab.objects.get(id="part").part_of_id == "new"


def test_statement_without_an_id_gets_one(curator, db):
    InstitutionFactory(id="hku")
    LabFactory(id="lab")
    SourceFactory(id="source")
    row = {"id": "", "subject": "lab", "property": "host", "value": "hku", "source": "source"}

    import_rows(curator, Statement, [row])

    added = Statement.objects.get()
    assert added.id.startswith("lab.host.source.")
    assert added.value == {"id": "hku"}


def test_import_needs_add_and_change_permission(reader, db):
    LabFactory()

    assert reader.get(admin_url(Lab, "import")).status_code == 403
    assert reader.post(admin_url(Lab, "process_import"), {}).status_code in (302, 403)
    assert reader.get(admin_url(Lab, "export")).status_code == 200


def test_award_has_its_own_columns(curator, db):
    amount = '{"value": "5", "unit": "HKD"}'

    import_rows(curator, Award, [{"id": "award", "amount": amount, "number_of_projects": "24"}])

    award = Award.objects.get()
    assert (award.amount["value"], award.number_of_projects, award.period) == ("5", 24, None)
