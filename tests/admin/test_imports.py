"""Rows of a file come in over a page of differences; a file that was exported changes nothing."""

import json
import os
import tempfile
import time

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile

from events.models import Event
from hkinno.registry.admin.imports import GONE, KEPT, Previews
from hkinno.registry.admin.sheets import MOST_BYTES
from hkinno.registry.models import GoneRecord, Record, Relation, Source, Statement
from labs.models import Lab
from programmes.models import Award
from tests.admin.browsing import address, said
from tests.factories import (
    EventFactory,
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    PlaceFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

XLSX, CSV, JSON = "0", "1", "2"
LAB = {
    "id": "new",
    "name_zh": "新實驗室",
    "name_en": "New laboratory",
    "name_en_basis": "translation",
    "kind": "joint-laboratory",
}


@pytest.fixture(autouse=True)
def previews(tmp_path, monkeypatch):
    """A folder of its own for the files between preview and confirmation."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def upload(client, model, content, kind=JSON):
    if not isinstance(content, bytes | str):
        content = json.dumps(content)
    content = content if isinstance(content, bytes) else content.encode()
    data = {"import_file": SimpleUploadedFile("rows", content), "format": kind, "resource": "0"}
    return client.post(address(model, "import"), data)


def confirm(client, model, preview, **changes):
    """Send the form of the preview, as the button does."""
    form = {name: value or "" for name, value in preview.context["confirm_form"].initial.items()}
    return client.post(address(model, "process_import"), form | changes, follow=True)


def bring_in(client, model, content, kind=JSON):
    return confirm(client, model, upload(client, model, content, kind))


def export(client, model, kind, **query):
    url = address(model, "export")
    fields = client.get(url).context["form"].fields
    form = {name: "on" for name, field in fields.items() if field.initial is True}
    response = client.post(url, form | {"resource": "0", "format": kind}, query_params=query)
    return response.content


def faults(response):
    """What the page of differences refuses: by row, then of the sheet, then of the file."""
    result = response.context.get("result")
    if result is None:
        return response.context["form"].errors.get("import_file", [])
    if result.has_errors():
        of_rows = [str(error.error) for _, errors in result.row_errors() for error in errors]
        return [str(error.error) for error in result.base_errors] + of_rows
    return {row.number: row.error_dict for row in result.invalid_rows}


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

    fields = curator.get(address(Lab, "export")).context["form"].fields
    form = {name: "on" for name, field in fields.items() if field.initial is True}
    response = curator.post(address(Lab, "export"), form | {"resource": "0", "format": XLSX})

    assert said(response) == ["A text is too long for a cell: export as CSV or JSON."]


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"id": "New"}, "id", "An id is lower-case letters, digits and single hyphens."),
        ({"id": "taken"}, "id", "Record with this Id already exists."),
        ({"id": "gone"}, "id", "This id was deleted, and an id is never used again."),
        ({"kind": "shed"}, "kind", "Value 'shed' is not a valid choice."),
        ({"kind": ""}, "kind", "This field cannot be blank."),
        ({"name_zh": ""}, "__all__", "A record has a name in Chinese and one in English."),
        (
            {"status": "published"},
            "status",
            "An import publishes and withdraws nothing: rows come in as drafts. Leave it draft, and"
            " publish the records in their list.",
        ),
        (
            {"host": "nobody"},
            "host",
            "There is no institution nobody: it must be there, or in a row above.",
        ),
        ({"part_of": "taken"}, "part_of", "taken is of people, not of labs."),
        ({"established": "2012-13"}, "established", "'2012-13' is not a day of the calendar"),
        ({"budget": '{"value": 5}'}, "budget", None),
        ({"budget": "5 million"}, "budget", "This is no JSON: Extra data, character 3."),
        ({"aliases": "[1]"}, "aliases", "Entry 1: 1 has not the keys lang, type, value."),
        ({"focus": "{}"}, "focus", "This is no list: it begins with [ and ends with ]."),
        ({"external_ids": '{"a": []}'}, "external_ids", None),
        ({"topics": "magic"}, "topics", None),
        ({"website": "ftp://example.org"}, "website", "Enter a valid URL."),
        ({"established": "2012", "closed": "2011"}, "__all__", "closed lies before established."),
    ],
)
def test_wrong_cell_is_named_with_its_row(curator, db, changes, field, error):
    PersonFactory(id="taken")
    GoneRecord.objects.create(id="gone", resource="labs")

    found = faults(upload(curator, Lab, [LAB | changes]))

    assert list(found) == [1]
    assert list(found[1]) == [field]
    assert error in (None, found[1][field][0])
    assert not Lab.objects.exists()


@pytest.mark.parametrize(
    ("model", "row", "error"),
    [
        (Source, {"accessed": "June"}, {"accessed": ["June is no day: write 2018-06-29."]}),
        (Event, {"edition": "1.5"}, {"edition": ["1.5 is no whole number."]}),
        (Event, {"edition": "9" * 20}, {"edition": [f"{'9' * 20} is no whole number."]}),
    ],
)
def test_wrong_cell_of_a_number_or_day_is_named(curator, db, model, row, error):
    SourceFactory(id="new")
    EventFactory(id="event")
    id = "new" if model is Source else "event"

    assert faults(upload(curator, model, [{"id": id} | row])) == {1: error}


@pytest.mark.parametrize("latitude", ["north", "NaN", "1e999999"])
def test_wrong_coordinate_is_named(curator, db, latitude):
    place = PlaceFactory(id="place", full=True)

    found = faults(upload(curator, type(place), [{"id": "place", "latitude": latitude}]))

    assert list(found[1]) == ["latitude"]


def test_one_wrong_row_keeps_all_rows_out(curator, db):
    rows = [LAB, LAB | {"id": "other", "kind": "shed"}]

    preview = upload(curator, Lab, rows)

    assert "confirm_form" not in preview.context
    assert "is not a valid choice" in preview.content.decode()


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([{"name_en": "A"}], "There is no column id."),
        ([{"id": "a", "name": "A"}], "There is no column name. Did you mean name_zh?"),
        ([{"id": "a", "zzzzzz": "A"}], "There is no column zzzzzz."),
        ([{"id": "a"}, {"id": "a"}], "Twice in the file: a."),
    ],
)
def test_sheet_that_is_wrong_as_a_whole_is_refused(curator, db, rows, error):
    response = upload(curator, Lab, rows)

    assert faults(response) == [error]
    page = response.content.decode()
    assert "Nothing can be imported" in page
    assert "Traceback" not in page


def test_column_that_is_there_twice_is_refused(curator, db):
    assert faults(upload(curator, Lab, "id,kind,kind\na,b,c\n", CSV)) == [
        "The column kind is there twice."
    ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04 broken", XLSX),
        (b"not an archive", XLSX),
        ("名,稱\n".encode("big5"), CSV),
        (b"id\n" + b"a" * 200_000, CSV),
    ],
)
def test_file_that_cannot_be_read_is_an_error_of_the_form(curator, db, content, kind):
    assert faults(upload(curator, Lab, content, kind)) == [
        "This file cannot be read: is it of the format that you chose, and in UTF-8?"
    ]


def test_cell_with_a_character_of_no_text_is_named(curator, db):
    found = faults(upload(curator, Lab, "id,name_zh,host\nnew,a\0,b\0\n", CSV))

    assert found[1]["name_zh"] == ["It has a character that is no part of any text."]
    assert "host" in found[1]


def test_json_that_is_none_says_where(curator, db):
    assert faults(upload(curator, Lab, "[{")) == [
        "This is no JSON: Expecting property name enclosed in double quotes, character 3."
    ]


def test_file_without_rows_is_an_error_of_the_form(curator, db):
    assert faults(upload(curator, Lab, "id,kind\n", CSV)) == [
        "No valid data to import. Ensure your file has the correct headers or data for import."
    ]


def test_shape_that_is_refused_says_why(curator, db):
    assert faults(upload(curator, Lab, {})) == [
        "This file is no list of objects, one for each row."
    ]


def test_file_that_is_too_big_is_refused(curator, db):
    response = upload(curator, Lab, b" " * (MOST_BYTES + 1), CSV)

    assert faults(response) == ["This file is too big: import it in parts."]


def test_row_may_refer_to_a_row_above(curator, db):
    rows = [LAB | {"part_of": ""}, LAB | {"id": "part", "part_of": "new"}]

    bring_in(curator, Lab, rows)

    assert Lab.objects.get(id="part").part_of_id == "new"


def test_row_does_not_refer_to_a_row_below(curator, db):
    rows = [LAB | {"id": "x", "part_of": "y"}, LAB | {"id": "y", "part_of": ""}]

    assert list(faults(upload(curator, Lab, rows))[1]) == ["part_of"]


def test_what_only_the_database_sees_is_said_with_its_row(curator, db):
    """The relation is there already under a name that no rule of Django compares: two nulls."""
    hku, person = InstitutionFactory(id="hku"), PersonFactory(id="person")
    RelationFactory(subject=person, role="post", object=hku)
    row = {"id": "", "subject": "person", "role": "post", "object": "hku"}

    found = faults(upload(curator, Relation, [row]))

    assert found == {
        1: {
            "__all__": [
                "Relation with this Subject, Role, Object, Chinese title and Since already exists."
            ]
        }
    }


def test_statement_without_an_id_gets_one(curator, db):
    InstitutionFactory(id="hku")
    LabFactory(id="lab")
    SourceFactory(id="source")
    row = {"id": "", "subject": "lab", "property": "host", "value": "hku", "source": "source"}

    bring_in(curator, Statement, [row])

    made = Statement.objects.get()
    assert made.id.startswith("lab.host.source.")
    assert made.value == {"id": "hku"}


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"id": "Lab Host"}, "id", "An id is lower-case letters, digits, and single marks . _ -"),
        ({"property": "mood"}, "property", "Value 'mood' is not a valid choice."),
        ({"subject": ""}, "subject", "This field cannot be null."),
        ({"property": "administrator"}, "value", "Administrator is not said of labs."),
        ({"value": "nobody"}, "value", "There is no record nobody: add it first."),
        ({"value": '{"id": '}, "value", "This is no JSON: Expecting value, character 7."),
        ({"also_lines": "[[2, 1]]"}, "also_lines", None),
        ({"printed": "肝病"}, "__all__", None),
    ],
)
def test_wrong_statement_is_named_with_its_row(curator, db, changes, field, error):
    InstitutionFactory(id="hku")
    LabFactory(id="lab")
    SourceFactory(id="source")
    row = {"id": "lab.host", "subject": "lab", "property": "host", "value": "hku"}

    found = faults(upload(curator, Statement, [row | {"source": "source"} | changes]))

    assert list(found[1]) == [field]
    assert error in (None, found[1][field][0])


def test_import_takes_no_last_statement_from_a_published_record(curator, db):
    statement = StatementFactory(subject=LabFactory(id="lab"))
    LabFactory(id="other")

    found = faults(upload(curator, Statement, [{"id": statement.id, "subject": "other"}]))

    assert found == [
        "No published source says anything of lab. A published record needs at least one"
        " statement: add one, with a source that is published, or leave the record a draft."
    ]


def test_relation_of_the_wrong_kind_is_named_with_its_row(curator, db):
    LabFactory(id="lab")
    row = {"id": "", "subject": "lab", "role": "post", "object": "lab"}

    assert faults(upload(curator, Relation, [row])) == {
        1: {
            "__all__": [
                "This role does not join records of these kinds.",
                "A record has no relation to itself.",
            ]
        }
    }


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
