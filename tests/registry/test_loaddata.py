import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from hkinno.registry.management.commands import loaddata
from hkinno.registry.models import Record, Relation
from labs.models import Lab

pytestmark = pytest.mark.django_db
NAMES = {"name_zh": "甲", "name_en": "A", "name_en_basis": "translation", "status": "published"}
INSTITUTION = [
    {"model": "registry.record", "pk": "uni", "fields": NAMES | {"resource": "institutions"}},
    {"model": "labs.institution", "pk": "uni", "fields": {"kind": "university"}},
]
LAB = [
    {"model": "registry.record", "pk": "lab", "fields": NAMES | {"resource": "labs"}},
    {"model": "labs.lab", "pk": "lab", "fields": {"kind": "research-centre", "host": "uni"}},
]


@pytest.fixture
def load(tmp_path):
    """Loads rows as a fixture file and returns the output of the command."""

    def load(rows: list[dict]) -> str:
        path = tmp_path / "rows.json"
        path.write_text(json.dumps(rows))
        output = StringIO()
        call_command("loaddata", path, stdout=output)
        return output.getvalue()

    return load


def test_rows_load_in_any_order(load):
    assert load([*reversed(LAB), *INSTITUTION]) == "Installed 4 object(s) from 1 fixture(s)\n"
    assert Lab.objects.get().host_id == "uni"


def test_rows_of_several_models_in_one_file_are_loaded(load):
    relation = {
        "model": "registry.relation",
        "pk": "lab.partner.uni",
        "fields": {"subject": "lab", "role": "partner", "object": "uni"},
    }

    load([INSTITUTION[1], LAB[1], INSTITUTION[0], LAB[0], relation])

    assert Relation.objects.get().subject_resource == "labs"
    assert Record.objects.count() == 2


def test_rows_that_cannot_be_inserted_as_a_batch_are_saved_one_by_one(load, monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(loaddata, "insert_rows", refuse)

    load(INSTITUTION + LAB)

    assert Record.objects.count() == 2


def test_second_load_changes_nothing_not_even_timestamps(load):
    load(INSTITUTION + LAB)
    before = list(Record.objects.order_by("pk").values())

    load(INSTITUTION + LAB)

    assert list(Record.objects.order_by("pk").values()) == before


def test_broken_reference_names_the_row_and_changes_nothing(load):
    load(INSTITUTION)
    before = list(Record.objects.values())
    invalid_rows = [
        LAB[0] | {"pk": "other"},
        LAB[1] | {"pk": "other", "fields": LAB[1]["fields"] | {"host": "nobody"}},
    ]

    with pytest.raises(CommandError) as error:
        load(LAB + invalid_rows)

    assert str(error.value).splitlines()[-2:] == [
        "labs.Lab(pk=other): host names 'nobody', which is no institution",
        "Nothing was loaded.",
    ]
    assert list(Record.objects.values()) == before


def test_child_row_without_its_record_is_named(load):
    with pytest.raises(CommandError) as error:
        load(INSTITUTION + LAB[1:])

    assert "labs.Lab(pk=lab): record_ptr names 'lab', which is no record" in str(error.value)


def test_row_that_violates_a_constraint_is_named(load):
    invalid_row = LAB[1] | {"fields": LAB[1]["fields"] | {"kind": "kitchen"}}

    with pytest.raises(CommandError) as error:
        load([*INSTITUTION, LAB[0], invalid_row])

    assert "Could not load labs.Lab(pk=lab)" in str(error.value)
    assert "lab_kind_is_known" in str(error.value)
    assert Record.objects.count() == 0


def test_invalid_record_is_named_among_valid_ones(load):
    invalid_row = LAB[0] | {"fields": LAB[0]["fields"] | {"stage": "asleep"}}

    with pytest.raises(CommandError) as error:
        load([INSTITUTION[0], invalid_row, INSTITUTION[1]])

    assert "Could not load registry.Record(pk=lab)" in str(error.value)
    assert Record.objects.count() == 0


def test_last_of_two_rows_with_the_same_key_is_loaded(load):
    renamed = INSTITUTION[0] | {"fields": NAMES | {"resource": "institutions", "name_en": "B"}}

    load([*INSTITUTION, renamed])

    assert Record.objects.get().name_en == "B"


def test_excluded_models_are_not_loaded(tmp_path):
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([*INSTITUTION, *LAB]))

    call_command("loaddata", path, exclude=["registry", "labs"], verbosity=0)

    assert Record.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            b"{broken",
            "(Expecting property name enclosed in double quotes: line 1 ",
        ),
        (
            b"\xff\xfe\x00[",
            "'utf-8' codec can't decode byte 0xff in position 0: ",
        ),
        (b"[1, 2]", "rows.json': "),
        (
            b'[{"model": "labs.kitchen", "pk": "x", "fields": {}}]',
            "Invalid model identifier: ",
        ),
        (b'[{"model": "labs.lab", "pk": "x", "fields": {"colour": 1}}]', "no field named 'colour'"),
        (b'[{"model": "labs.lab", "pk": "x", "fields": {"topics": 1, "established": {}}}]', "rows"),
    ],
)
def test_malformed_file_is_named(tmp_path, db, content, reason):
    path = tmp_path / "rows.json"
    path.write_bytes(content)

    with pytest.raises(CommandError) as error:
        call_command("loaddata", path)

    assert str(error.value).startswith(f"Problem installing fixture '{path}': ")
    assert reason in str(error.value)
    assert str(error.value).endswith("\nNothing was loaded.")


def test_directory_is_no_file(tmp_path, db):
    (tmp_path / "rows.json").mkdir()

    with pytest.raises(IsADirectoryError):
        call_command("loaddata", tmp_path / "rows.json")
