"""Imports with a preview, and exports that can be imported again without a change."""

import io
import json
import os
import time
from datetime import date

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry

from hkinno.registry.admin.imports.uploads import EXPIRED, MAX_AGE, OUTDATED, PreviewStorage
from hkinno.registry.models import Record, Statement
from labs.models import Institution, Lab
from programmes.models import Award
from tests.admin.admin_client import admin_url, messages
from tests.admin.import_client import (
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
    assert LogEntry.objects.get().object_id == "new"


def test_existing_row_is_updated_and_keeps_its_status(curator, db):
    LabFactory(id="lab", full=True)
    before = Lab.objects.values().get(id="lab")

    import_rows(curator, Lab, [{"id": "lab", "name_en": "Renamed"}])

    after = Lab.objects.values().get(id="lab")
    changed = {name for name in after if after[name] != before[name]}
    assert changed - {"updated_at", "version"} == {"name_en"}
    assert after["status"] == "published"


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

        assert {result.import_type for result in preview.context["result"].rows} == {"skip"}
        assert preview.context["result"].short_rows == []
        confirm(curator, model, preview)
        assert list(model.objects.values()) == before


def test_short_row_of_a_csv_file_does_not_blank_out_fields(curator, db):
    lab = LabFactory(id="lab", full=True)
    before = Lab.objects.values().get(id="lab")
    file = f"id,name_zh,name_en,summary_zh,established\nlab,{lab.name_zh},Renamed\n"

    preview = upload(curator, Lab, file, CSV)
    confirm(curator, Lab, preview)

    after = Lab.objects.values().get(id="lab")
    changed = {name for name in after if after[name] != before[name]}
    assert changed - {"updated_at", "version"} == {"name_en"}
    assert "missing cells unchanged" in preview.content.decode()
    assert preview.context["result"].short_rows == ["lab"]


def test_short_row_of_a_workbook_does_not_blank_out_fields(curator, db):
    LabFactory(id="lab", full=True)
    book = openpyxl.Workbook()
    book.active.append(["id", "name_en", "host", "budget"])
    book.active.append(["lab", "Renamed"])
    file = io.BytesIO()
    book.save(file)

    import_rows(curator, Lab, file.getvalue(), XLSX)

    lab = Lab.objects.get(id="lab")
    assert (lab.name_en, lab.host_id is None, lab.budget is None) == ("Renamed", False, False)


def test_empty_cell_of_a_csv_file_clears_the_value(curator, db):
    LabFactory(id="lab", full=True)

    import_rows(curator, Lab, "id,established,summary_en\nlab,,\n", CSV)

    lab = Lab.objects.get(id="lab")
    assert (lab.established, lab.summary_en) == (None, "")


def test_short_row_of_a_new_statement_takes_the_defaults(curator, db):
    LabFactory(id="lab")
    SourceFactory(id="source")
    header = "subject,property,value,source,modality,note,id"

    preview = upload(curator, Statement, f"{header}\nlab,exists,true,source\n", CSV)
    confirm(curator, Statement, preview)

    statement = Statement.objects.get()
    assert (statement.modality, statement.note) == ("stated", "")
    assert preview.context["result"].short_rows == ["1"]


def test_row_longer_than_the_header_is_refused(curator, db):
    response = upload(curator, Lab, "id,name_en\nlab,First,Second\n", CSV)

    assert import_errors(response) == ["Line 2 has 3 cells, but there are only 2 columns."]


def test_month_in_an_excel_cell_stays_a_month(curator, db):
    LabFactory(id="lab", established="2016")
    LabFactory(id="other", established="2016")
    book = openpyxl.Workbook()
    for row in (["id", "established"], ["lab", date(2017, 5, 1)], ["other", "2017-06"]):
        book.active.append(row)
    book.active["B2"].number_format = "mmm-yy"
    file = io.BytesIO()
    book.save(file)

    import_rows(curator, Lab, file.getvalue(), XLSX)

    assert dict(Lab.objects.values_list("id", "established")) == {
        "lab": "2017-05",
        "other": "2017-06",
    }


def test_month_in_words_is_refused(curator, db):
    LabFactory(id="lab", established="2016")

    errors = import_errors(upload(curator, Lab, "id,established\nlab,May 2017\n", CSV))

    assert "'May 2017' is not a partial date: write 2012" in errors[1]["established"][0]


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


def test_row_that_became_invalid_after_the_preview_is_named(curator, db):
    InstitutionFactory(id="hku")
    preview = upload(curator, Lab, [LAB | {"host": "hku"}])
    Institution.objects.all().delete()

    response = confirm(curator, Lab, preview)

    error = "There is no institution “hku”. Add it first, or in an earlier row."
    assert messages(response) == [f"Row 1: {error}", OUTDATED]
    assert not Lab.objects.exists()


def test_evidence_that_was_withdrawn_after_the_preview_prevents_the_import(curator, db):
    statement = StatementFactory(subject=LabFactory(id="lab"))
    preview = upload(curator, Statement, [{"id": statement.id, "note": "A remark"}])
    Record.objects.filter(pk=statement.source_id).update(status="draft")

    response = confirm(curator, Statement, preview)

    assert messages(response)[0].startswith("No published source makes a statement about lab.")
    assert Statement.objects.get().note == ""


def test_preview_counts_the_evidence_that_a_file_adds(curator, db):
    statement = StatementFactory(id="old", subject=LabFactory(id="lab"))
    LabFactory(id="other", status="draft")
    row = {"property": "exists", "value": "true", "source": statement.source_id, "printed": ""}
    rows = [row | {"id": "old", "subject": "other"}, row | {"id": "new", "subject": "lab"}]

    import_rows(curator, Statement, rows)

    subjects = Statement.objects.order_by("id").values_list("id", "subject")
    assert list(subjects) == [("new", "lab"), ("old", "other")]


def test_preview_is_confirmed_once(curator, db):
    preview = upload(curator, Lab, [LAB])
    confirm(curator, Lab, preview)

    assert messages(confirm(curator, Lab, preview)) == [EXPIRED]


def test_no_other_file_is_read_or_deleted(curator, db, previews):
    secret = previews / "secret"
    secret.write_text(json.dumps([LAB]))
    preview = upload(curator, Lab, [LAB])

    response = confirm(curator, Lab, preview, import_file_name="secret")

    assert messages(response) == [EXPIRED]
    assert secret.exists()


def test_tampered_confirmation_is_rejected(curator, db):
    response = curator.post(admin_url(Lab, "process_import"), {"format": "99"}, follow=True)

    assert messages(response) == [EXPIRED]
    assert curator.get(admin_url(Lab, "process_import")).status_code == 405


def test_expired_previews_are_deleted(curator, db, previews):
    long_ago = time.time() - 2 * MAX_AGE
    old, new = (previews / f"{PreviewStorage.PREFIX}{name}" for name in ("old", "new"))
    for path in (old, new):
        path.write_text("[]")
    os.utime(old, (long_ago, long_ago))
    (previews / f"{PreviewStorage.PREFIX}lost").symlink_to(previews / "nowhere")

    upload(curator, Lab, [LAB])

    assert (old.exists(), new.exists()) == (False, True)


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
