"""Errors of files, columns and rows, which prevent an import."""

import csv
import re

import pytest

from events.models import Event
from hkinno.registry.models import GoneRecord, Source
from labs.models import Lab
from tests.admin.imports.import_client import CSV, LAB, XLSX, import_errors, upload
from tests.factories import (
    EventFactory,
    PersonFactory,
    PlaceFactory,
    SourceFactory,
)

pytestmark = pytest.mark.usefixtures("previews")


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"id": "New"}, "id", "An id is lower-case letters, digits and single hyphens."),
        ({"id": "taken"}, "id", "Record with this Id already exists."),
        ({"id": "gone"}, "id", "This id belonged to a deleted record, and ids are never reused."),
        ({"kind": "shed"}, "kind", "“shed” is not allowed. Use one of: "),
        ({"kind": ""}, "kind", "This field cannot be blank."),
        ({"name_zh": ""}, "__all__", "Enter a name in Chinese and a name in English."),
        (
            {"status": "published"},
            "status",
            "An import cannot change the status. Leave it “draft” or empty, and publish the"
            " records from their list.",
        ),
        (
            {"host": "nobody"},
            "host",
            "There is no institution “nobody”. Add it first, or in an earlier row.",
        ),
        ({"part_of": "taken"}, "part_of", "taken is of people, not of labs."),
        ({"established": "2012-13"}, "established", "'2012-13' is not a day of the calendar"),
        ({"budget": '{"value": 5}'}, "budget", None),
        ({"budget": "5 million"}, "budget", "Invalid JSON at line 1, column 3."),
        ({"aliases": "[1]"}, "aliases", "Entry 1: 1 must have the keys lang, type, value."),
        ({"focus": "{}"}, "focus", "Enter a JSON list: it must start with [ and end with ]."),
        ({"external_ids": '{"a": []}'}, "external_ids", None),
        ({"topics": "magic"}, "topics", None),
        ({"website": "ftp://example.org"}, "website", "Enter a valid URL."),
        ({"established": "2012", "closed": "2011"}, "__all__", "closed is before established."),
    ],
)
def test_invalid_cell_is_reported_with_its_row(curator, db, changes, field, error):
    PersonFactory(id="taken")
    GoneRecord.objects.create(id="gone", resource="labs")

    errors = import_errors(upload(curator, Lab, [LAB | changes]))

    assert list(errors) == [1]
    assert list(errors[1]) == [field]
    assert errors[1][field][0].startswith(error or "")
    assert not Lab.objects.exists()


@pytest.mark.parametrize(
    ("model", "row", "error"),
    [
        (
            Source,
            {"accessed": "June"},
            {
                "accessed": [
                    "“June” value has an invalid date format. It must be in YYYY-MM-DD format."
                ]
            },
        ),
        (Event, {"edition": "1.5"}, {"edition": ["“1.5” value must be an integer."]}),
        (
            Event,
            {"edition": "9" * 20},
            {"edition": ["Ensure this value is less than or equal to 2147483647."]},
        ),
    ],
)
def test_invalid_number_or_date_is_reported(curator, db, model, row, error):
    SourceFactory(id="new")
    EventFactory(id="event")
    id = "new" if model is Source else "event"

    assert import_errors(upload(curator, model, [{"id": id} | row])) == {1: error}


@pytest.mark.parametrize("latitude", ["north", "NaN", "1e999999"])
def test_invalid_coordinate_is_reported(curator, db, latitude):
    place = PlaceFactory(id="place", full=True)

    errors = import_errors(upload(curator, type(place), [{"id": "place", "latitude": latitude}]))

    assert list(errors[1]) == ["latitude"]


def test_one_invalid_row_prevents_the_import_of_all(curator, db):
    rows = [LAB, LAB | {"id": "other", "kind": "shed"}]

    preview = upload(curator, Lab, rows)

    assert "confirm_form" not in preview.context
    cells = re.findall(r"<td[^>]*>(.*?)</td>", preview.content.decode())
    assert cells[-4:-1] == ["2", "other", "kind"]
    assert cells[-1].startswith("“shed” is not allowed. Use one of: state-key-laboratory-partner, ")


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([{"name_en": "A"}], "The column “id” is missing."),
        ([{"id": "a", "name": "A"}], "Unknown column “name”. Did you mean “name_zh”?"),
        ([{"id": "a", "zzzzzz": "A"}], "Unknown column “zzzzzz”."),
        ([{"id": "a"}, {"id": "a"}], "Duplicate ids: a."),
    ],
)
def test_invalid_columns_are_reported(curator, db, rows, error):
    response = upload(curator, Lab, rows)

    assert import_errors(response) == [error]
    page = response.content.decode()
    assert "The file cannot be imported" in page
    assert "Traceback" not in page


def test_unstorable_id_is_reported(curator, db):
    assert import_errors(upload(curator, Lab, "id\na\0\n", CSV)) == [
        "An id contains a character that cannot be stored."
    ]


def test_duplicate_column_is_reported(curator, db):
    assert import_errors(upload(curator, Lab, "id,kind,kind\na,b,c\n", CSV)) == [
        "Duplicate column “kind”."
    ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04 broken", XLSX),
        (b"not an archive", XLSX),
        ("名,稱\n".encode("big5"), CSV),
    ],
)
def test_unreadable_file_is_a_form_error(curator, db, content, kind):
    assert import_errors(upload(curator, Lab, content, kind)) == [
        "The file cannot be read. Is it UTF-8, and in the format that you selected?"
    ]


def test_too_long_cell_of_a_csv_file_is_a_form_error(curator, db):
    csv.field_size_limit(1_000_000)  # as other libraries do
    assert import_errors(upload(curator, Lab, b"id\n" + b"a" * 200_000, CSV)) == [
        "Line 2: field larger than field limit (131072)."
    ]


def test_cell_with_an_unstorable_character_is_reported(curator, db):
    errors = import_errors(upload(curator, Lab, "id,name_zh,host\nnew,a\0,b\0\n", CSV))

    assert errors[1]["name_zh"] == ["The text contains a character that cannot be stored."]
    assert "host" in errors[1]


def test_invalid_json_is_reported_with_its_position(curator, db):
    assert import_errors(upload(curator, Lab, "[{")) == ["Invalid JSON at line 1, column 3."]


def test_file_without_rows_is_a_form_error(curator, db):
    assert import_errors(upload(curator, Lab, "id,kind\n", CSV)) == [
        "No valid data to import. Ensure your file has the correct headers or data for import."
    ]


def test_json_that_is_not_a_list_is_a_form_error(curator, db):
    assert import_errors(upload(curator, Lab, {})) == [
        "The file must be a JSON list with one object for each row."
    ]


def test_row_cannot_refer_to_a_later_row(curator, db):
    rows = [LAB | {"id": "x", "part_of": "y"}, LAB | {"id": "y", "part_of": ""}]

    assert list(import_errors(upload(curator, Lab, rows))[1]) == ["part_of"]
