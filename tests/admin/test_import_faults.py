"""What is wrong with a file, a sheet or a row is said, and nothing comes in."""

import re

import pytest

from events.models import Event
from hkinno.registry.admin.sheets import MOST_BYTES
from hkinno.registry.models import GoneRecord, Relation, Source, Statement
from labs.models import Lab
from tests.admin.importing import CSV, LAB, XLSX, faults, upload
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

pytestmark = pytest.mark.usefixtures("previews")


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
    cells = re.findall(r"<td[^>]*>(.*?)</td>", preview.content.decode())
    assert cells[-4:] == ["2", "other", "kind", "Value &#x27;shed&#x27; is not a valid choice."]


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
