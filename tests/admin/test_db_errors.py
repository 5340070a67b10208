"""Messages on pages and previews for errors that only the database detects."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from import_export.resources import modelresource_factory

from hkinno.registry.admin import RecordAdmin
from hkinno.registry.admin.db_errors import (
    CONSTRAINT_ERRORS,
    OTHER_RESOURCE_ERROR,
    SQLSTATE_ERRORS,
    UNCLEAN_TEXT_ERROR,
    UNKNOWN_ERROR,
    form_error,
)
from hkinno.registry.admin.imports.resources import RegistryResource
from hkinno.registry.models import Relation
from labs.models import Institution, Lab
from tests.admin.admin_client import admin_url, form_errors, form_values, submit
from tests.factories import LabFactory
from tests.registry.valid_rows import NAMES


def test_database_error_is_shown_with_the_submitted_values(curator, rows):
    """The form has two equal relations, which are valid before one of them is saved."""
    equal_relations = {
        f"relations_out-{number}-{name}": value
        for number in range(2)
        for name, value in {"role": "partner", "object": "hku", "title_en": "Twice"}.items()
    }

    response = submit(
        curator,
        admin_url(Lab, "change", "lab"),
        Lab,
        name_en="Renamed",
        **equal_relations,
        **{"relations_out-TOTAL_FORMS": "2"},
    )

    assert form_errors(response) == {
        "": ["This relation already exists with the same title and start date."]
    }
    values = form_values(response, Lab)
    assert {name: values[name] for name in equal_relations} == equal_relations
    assert values["name_en"] == "Renamed"
    assert not Relation.objects.filter(role="partner").exists()
    assert Lab.objects.get().name_en != "Renamed"


def test_id_taken_in_the_meantime_is_not_overwritten(rows):
    lab = Lab(id="hku", kind="joint-laboratory", **NAMES)

    with pytest.raises(IntegrityError), transaction.atomic():
        RecordAdmin.save_model(None, None, lab, None, change=False)

    assert Institution.objects.get(id="hku").resource == "institutions"


def test_database_error_of_an_imported_row_is_a_validation_error(rows):
    lab = Lab(id="hku", kind="joint-laboratory", **NAMES)

    with pytest.raises(ValidationError, match="This already exists"):
        modelresource_factory(Lab, RegistryResource)().do_instance_save(lab, is_create=True)

    assert not Lab.objects.filter(id="hku").exists()


def database_error(statement):
    """The error that a SQL statement raises, or the check of deferred constraints after it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            connection.check_constraints()
    except (IntegrityError, DataError) as error:
        return error


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "update registry_record set id = 'a' where id = 'lab'",
            CONSTRAINT_ERRORS["record_id_is_permanent"],
        ),
        (
            "update registry_record set part_of_id = 'hku' where id = 'lab'",
            CONSTRAINT_ERRORS["record_part_is_of_the_same_resource"],
        ),
        (
            "update registry_record set merged_into_id = 'hku' where id = 'lab'",
            CONSTRAINT_ERRORS["record_is_merged_within_its_resource"],
        ),
        ("update registry_record set name_en = ' A' where id = 'lab'", UNCLEAN_TEXT_ERROR),
        ("update labs_lab set host_id = 'x'", SQLSTATE_ERRORS["23503"]),
        ("update labs_lab set kind = null", SQLSTATE_ERRORS["23502"]),
        ("insert into labs_person values ('person')", SQLSTATE_ERRORS["23505"]),
        ("insert into labs_person values ('hku')", OTHER_RESOURCE_ERROR),
        ("update labs_lab set established = 'x'", UNKNOWN_ERROR),
    ],
)
def test_form_error_describes_a_database_error(rows, statement, expected):
    assert form_error(database_error(statement)) == expected


def test_form_error_uses_the_message_of_the_constraint(rows):
    error = database_error("update registry_record set website = 'ftp' where id = 'lab'")

    assert form_error(error).message == "The website must start with http:// or https://."


def test_form_error_of_a_trigger_that_replaces_a_constraint(rows):
    error = database_error("update registry_record set name_zh = '' where id = 'lab'")

    assert form_error(error).message == "Enter a name in Chinese and a name in English."


def test_form_error_of_a_protected_record_mentions_references(rows):
    hku = Institution.objects.get(id="hku")
    LabFactory(host=hku)

    with pytest.raises(IntegrityError) as error:
        hku.delete()

    assert form_error(error.value) == SQLSTATE_ERRORS["23503"]
