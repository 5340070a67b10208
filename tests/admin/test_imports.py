"""Rows of a file come in over a page of differences; one that was exported changes nothing."""

import json
import os
import time

import pytest
from django.contrib.admin.models import LogEntry

from events.models import Event
from hkinno.registry.admin.imports import GONE, KEPT, Previews
from hkinno.registry.models import Record, Relation, Source, Statement
from labs.models import Lab
from programmes.models import Award
from tests.admin.admin_client import address, said
from tests.admin.importing import (
    CSV,
    JSON,
    LAB,
    XLSX,
    bring_in,
    confirm,
    everything,
    export,
    upload,
)
from tests.factories import (
    EventFactory,
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.usefixtures("previews")


def test_new_row_is_previewed_and_comes_in_as_a_draft(curator, db):
    InstitutionFactory(id="hku")

    preview = upload(curator, Lab, [LAB | {"host": "hku", "established": "2012"}])

    assert [row.import_type for row in preview.context["result"].rows] == ["new"]
    assert "<ins style" in preview.content.decode()
    assert not Lab.objects.exists()

    response = confirm(curator, Lab, preview)

    assert said(response) == ["Import finished: 1 new, 0 updated, 0 deleted and 0 skipped labs."]
    lab = Lab.objects.get()
    assert (lab.status, lab.host_id, lab.established) == ("draft", "hku", "2012")
    assert LogEntry.objects.get().object_id == "new"


def test_row_that_is_there_is_updated_and_keeps_its_status(curator, db):
    LabFactory(id="lab", full=True)
    before = Lab.objects.values().get(id="lab")

    bring_in(curator, Lab, [{"id": "lab", "name_en": "Renamed"}])

    after = Lab.objects.values().get(id="lab")
    changed = {name for name in after if after[name] != before[name]}
    assert changed - {"updated_at", "version"} == {"name_en"}
    assert after["status"] == "published"


@pytest.mark.parametrize("kind", [XLSX, CSV, JSON], ids=["xlsx", "csv", "json"])
@pytest.mark.parametrize(
    ("model", "factory"),
    [
        (Lab, LabFactory),
        (Source, SourceFactory),
        (Event, EventFactory),
        (Statement, StatementFactory),
        (Relation, RelationFactory),
    ],
    ids=["lab", "source", "event", "statement", "relation"],
)
def test_what_was_exported_changes_nothing_when_it_comes_back(curator, db, kind, model, factory):
    row = factory(full=True)
    factory()
    if isinstance(row, Record):
        type(row).objects.filter(pk=row.pk).update(
            summary_zh="=1+1\n'@", summary_en="-5", name_en="\t+A", topics=[]
        )
    before = list(model.objects.values())

    preview = upload(curator, model, export(curator, model, kind), kind)

    assert {result.import_type for result in preview.context["result"].rows} == {"skip"}
    confirm(curator, model, preview)
    assert list(model.objects.values()) == before


@pytest.mark.parametrize("kind", [XLSX, CSV, JSON], ids=["xlsx", "csv", "json"])
def test_what_was_exported_comes_in_again_where_it_is_gone(curator, db, kind):
    statement = StatementFactory(id="a.exists.b.1", full=True, value="2012", property="established")
    before = Statement.objects.values().get()
    file = export(curator, Statement, kind)
    statement.delete()

    bring_in(curator, Statement, file, kind)

    assert Statement.objects.values().get() == before


def test_export_holds_what_the_list_shows(curator, db):
    LabFactory(id="one", kind="joint-laboratory")
    LabFactory(id="two", status="draft")

    rows = json.loads(export(curator, Lab, JSON, status__exact="draft"))

    assert [row["id"] for row in rows] == ["two"]


def test_export_of_a_text_too_long_for_excel_says_so(curator, db):
    LabFactory(summary_en="a" * 40_000)

    response = curator.post(address(Lab, "export"), everything(curator, Lab, XLSX))

    assert said(response) == ["A text is too long for a cell: export as CSV or JSON."]


def test_row_may_refer_to_a_row_above(curator, db):
    rows = [LAB | {"part_of": ""}, LAB | {"id": "part", "part_of": "new"}]

    bring_in(curator, Lab, rows)

    assert Lab.objects.get(id="part").part_of_id == "new"


def test_statement_without_an_id_gets_one(curator, db):
    InstitutionFactory(id="hku")
    LabFactory(id="lab")
    SourceFactory(id="source")
    row = {"id": "", "subject": "lab", "property": "host", "value": "hku", "source": "source"}

    bring_in(curator, Statement, [row])

    made = Statement.objects.get()
    assert made.id.startswith("lab.host.source.")
    assert made.value == {"id": "hku"}


def test_preview_that_no_longer_holds_imports_nothing(curator, db):
    preview = upload(curator, Lab, [LAB])
    PersonFactory(id="new")

    response = confirm(curator, Lab, preview)

    assert said(response) == [
        "Nothing was imported: something changed since the preview."
        " Choose the file again to see what."
    ]
    assert not Lab.objects.exists()


def test_preview_is_confirmed_once(curator, db):
    preview = upload(curator, Lab, [LAB])
    confirm(curator, Lab, preview)

    assert said(confirm(curator, Lab, preview)) == [GONE]


def test_no_other_file_of_the_machine_is_read_or_removed(curator, db, previews):
    secret = previews / "secret"
    secret.write_text(json.dumps([LAB]))
    preview = upload(curator, Lab, [LAB])

    response = confirm(curator, Lab, preview, import_file_name="secret")

    assert said(response) == [GONE]
    assert secret.exists()


def test_form_of_the_preview_that_was_tampered_with_is_refused(curator, db):
    response = curator.post(address(Lab, "process_import"), {"format": "99"}, follow=True)

    assert said(response) == [GONE]
    assert curator.get(address(Lab, "process_import")).status_code == 405


def test_files_never_confirmed_are_cleared_away(curator, db, previews):
    long_ago = time.time() - 2 * KEPT
    old, new = (previews / f"{Previews.PREFIX}{name}" for name in ("old", "new"))
    for path in (old, new):
        path.write_text("[]")
    os.utime(old, (long_ago, long_ago))
    (previews / f"{Previews.PREFIX}lost").symlink_to(previews / "nowhere")

    upload(curator, Lab, [LAB])

    assert (old.exists(), new.exists()) == (False, True)


def test_import_is_not_for_who_may_only_look(reader, db):
    LabFactory()

    assert reader.get(address(Lab, "import")).status_code == 403
    assert reader.post(address(Lab, "process_import"), {}).status_code in (302, 403)
    assert reader.get(address(Lab, "export")).status_code == 200


def test_award_has_its_own_columns(curator, db):
    amount = '{"value": "5", "unit": "HKD"}'

    bring_in(curator, Award, [{"id": "award", "amount": amount, "number_of_projects": "24"}])

    award = Award.objects.get()
    assert (award.amount["value"], award.number_of_projects, award.period) == ("5", 24, None)
