import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hkinno.registry.models import Record
from labs.models import Lab

pytestmark = pytest.mark.django_db
NAMES = {"name_zh": "甲", "name_en": "A", "name_en_basis": "translation", "status": "published"}
UNI = [
    {"model": "registry.record", "pk": "uni", "fields": NAMES | {"resource": "institutions"}},
    {"model": "labs.institution", "pk": "uni", "fields": {"kind": "university"}},
]
LAB = [
    {"model": "registry.record", "pk": "lab", "fields": NAMES | {"resource": "labs"}},
    {"model": "labs.lab", "pk": "lab", "fields": {"kind": "research-centre", "host": "uni"}},
]


@pytest.fixture
def load(tmp_path):
    """Loads rows as a fixture file; gives what the command says."""

    def load(rows: list[dict]) -> str:
        path = tmp_path / "rows.json"
        path.write_text(json.dumps(rows))
        said = StringIO()
        call_command("loaddata", path, stdout=said)
        return said.getvalue()

    return load


def test_rows_load_in_any_order(load):
    assert load([*reversed(LAB), *UNI]) == "Installed 4 object(s) from 1 fixture(s)\n"
    assert Lab.objects.get().host_id == "uni"


def test_second_load_changes_nothing_time_stamps_included(load):
    load(UNI + LAB)
    before = list(Record.objects.order_by("pk").values())

    load(UNI + LAB)

    assert list(Record.objects.order_by("pk").values()) == before


def test_broken_reference_names_the_row_and_leaves_the_database_untouched(load):
    load(UNI)
    before = list(Record.objects.values())
    broken = [
        LAB[0] | {"pk": "other"},
        LAB[1] | {"pk": "other", "fields": LAB[1]["fields"] | {"host": "nobody"}},
    ]

    with pytest.raises(CommandError) as caught:
        load(LAB + broken)

    assert str(caught.value).splitlines()[-2:] == [
        "labs.Lab(pk=other): host names 'nobody', which is no institution",
        "Nothing was loaded.",
    ]
    assert list(Record.objects.values()) == before


def test_child_without_its_record_is_named(load):
    with pytest.raises(CommandError) as caught:
        load(UNI + LAB[1:])

    assert "labs.Lab(pk=lab): record_ptr names 'lab', which is no record" in str(caught.value)


def test_row_that_breaks_a_rule_is_named(load):
    wrong = LAB[1] | {"fields": LAB[1]["fields"] | {"kind": "kitchen"}}

    with pytest.raises(CommandError) as caught:
        load([*UNI, LAB[0], wrong])

    assert "Could not load labs.Lab(pk=lab)" in str(caught.value)
    assert "lab_kind_is_known" in str(caught.value)
    assert Record.objects.count() == 0


def test_new_record_that_breaks_a_rule_is_named_among_others(load):
    wrong = LAB[0] | {"fields": LAB[0]["fields"] | {"stage": "asleep"}}

    with pytest.raises(CommandError) as caught:
        load([UNI[0], wrong, UNI[1]])

    assert "Could not load registry.Record(pk=lab)" in str(caught.value)
    assert Record.objects.count() == 0


def test_row_that_is_given_twice_is_loaded_as_given_last(load):
    renamed = UNI[0] | {"fields": NAMES | {"resource": "institutions", "name_en": "B"}}

    load([*UNI, renamed])

    assert Record.objects.get().name_en == "B"


def test_excluded_models_are_not_loaded(tmp_path):
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([*UNI, *LAB]))

    call_command("loaddata", path, exclude=["registry", "labs"], verbosity=0)

    assert Record.objects.count() == 0
