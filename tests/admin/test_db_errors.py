"""What only the database refuses is said too, in words: on a page, of a sheet, of any error."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction

from hkinno.registry.admin import RecordAdmin
from hkinno.registry.admin.db_errors import ANOTHER_KIND, CLASSES, OTHER, OWN, refusal
from hkinno.registry.models import Relation
from labs.admin import LabSheet
from labs.models import Institution, Lab
from tests.admin.admin_client import address, errors, fill, typed
from tests.factories import LabFactory
from tests.registry.sound_rows import NAMES


def test_what_only_the_database_sees_is_said_with_all_that_was_typed(curator, rows):
    """Two rows of one page say the same: neither is there yet when each is checked."""
    twice = {
        f"relations_out-{number}-{name}": value
        for number in range(2)
        for name, value in {"role": "partner", "object": "hku", "title_en": "Twice"}.items()
    }

    response = fill(
        curator,
        address(Lab, "change", "lab"),
        Lab,
        name_en="Renamed",
        **twice,
        **{"relations_out-TOTAL_FORMS": "2"},
    )

    assert errors(response) == {"": ["This relation is there already, with this title and date."]}
    kept = typed(response, Lab)
    assert {name: kept[name] for name in twice} == twice
    assert kept["name_en"] == "Renamed"
    assert not Relation.objects.filter(role="partner").exists()
    assert Lab.objects.get().name_en != "Renamed"


def test_statement_deleted_meanwhile_is_not_made_anew(curator, rows):
    form = {"statements-0-property": "exists", "statements-0-value": "true"}
    evidence = form | {"statements-0-source": "article", "statements-0-id": "lab.exists.gone.1"}

    response = fill(curator, address(Lab, "change", "lab"), Lab, **evidence)

    assert errors(response) == {
        "statements-0-": ["This was deleted meanwhile: clear it here, or add it anew."]
    }


def test_id_that_somebody_took_meanwhile_is_refused_and_not_taken_over(rows):
    late = Lab(id="hku", kind="joint-laboratory", **NAMES)

    with pytest.raises(IntegrityError), transaction.atomic():
        RecordAdmin.save_model(None, None, late, None, change=False)

    assert Institution.objects.get(id="hku").resource == "institutions"


def test_row_of_a_sheet_that_the_database_refuses_is_wrong_and_no_failure(rows):
    late = Lab(id="hku", kind="joint-laboratory", **NAMES)

    with pytest.raises(ValidationError, match="This is there already"):
        LabSheet().do_instance_save(late, is_create=True)

    assert not Lab.objects.filter(id="hku").exists()


def broken(statement):
    """The error with which the database answers, at the end of the transaction at the latest."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            connection.check_constraints()
    except (IntegrityError, DataError) as error:
        return error


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update registry_record set id = 'a' where id = 'lab'", OWN["record_id_is_permanent"]),
        (
            "update registry_record set part_of_id = 'hku' where id = 'lab'",
            OWN["record_part_is_of_the_same_resource"],
        ),
        (
            "update registry_record set merged_into_id = 'hku' where id = 'lab'",
            OWN["record_is_merged_within_its_resource"],
        ),
        ("update labs_lab set host_id = 'x'", CLASSES["23503"]),
        ("update labs_lab set kind = null", CLASSES["23502"]),
        ("insert into labs_person values ('person')", CLASSES["23505"]),
        ("insert into labs_person values ('hku')", ANOTHER_KIND),
        ("update labs_lab set established = 'x'", OTHER),
    ],
)
def test_refusal_says_what_an_error_of_the_database_means(rows, statement, said):
    assert refusal(broken(statement)) == said


def test_refusal_uses_the_words_of_the_rule(rows):
    error = broken("update registry_record set name_zh = '' where id = 'lab'")

    assert refusal(error).message == "A record has a name in Chinese and one in English."


def test_refusal_of_a_protected_record_says_that_others_refer_to_it(rows):
    hku = Institution.objects.get(id="hku")
    LabFactory(host=hku)

    with pytest.raises(IntegrityError) as caught:
        hku.delete()

    assert refusal(caught.value) == CLASSES["23503"]
