"""Imports and saves while another transaction writes."""

import pytest
from django.db import OperationalError, connection

from hkinno.registry import revision
from hkinno.registry.admin.imports import resources
from labs.models import Lab
from tests.admin.admin_client import admin_url, form_errors, form_values, messages
from tests.admin.imports.import_client import LAB, confirm, upload
from tests.factories import LabFactory

pytestmark = pytest.mark.usefixtures("previews", "transactional_db")


@pytest.fixture
def other_curator(transactional_db):
    """A cursor of a second connection. Neither connection waits long for a lock."""
    LabFactory(id="first")  # the row that writers lock is added with the first record
    other = connection.copy()
    with connection.cursor() as own_cursor, other.cursor() as cursor:
        own_cursor.execute("set lock_timeout = '100ms'")
        cursor.execute("set lock_timeout = '100ms'")
        yield cursor
        own_cursor.execute("reset lock_timeout")
    other.close()


def test_other_curators_can_save_during_a_preview(curator, other_curator, monkeypatch):
    LabFactory(id="lab")
    validate_row = resources.validate_row

    def validate_and_write(instance, *args):
        errors = validate_row(instance, *args)
        other_curator.execute("update registry_record set summary_en = 'Changed' where id = 'lab'")
        return errors

    monkeypatch.setattr(resources, "validate_row", validate_and_write)

    preview = upload(curator, Lab, [{"id": "lab", "name_en": "Renamed"}])

    assert [row.import_type for row in preview.context["result"].rows] == ["update"]
    lab = Lab.objects.get(id="lab")
    assert (lab.summary_en, lab.name_en != "Renamed") == ("Changed", True)


def test_preview_does_not_wait_for_a_writer_and_the_import_can_be_repeated(curator, other_curator):
    curator.raise_request_exception = False
    other_curator.execute("begin")
    other_curator.execute("update registry_revision set number = number")

    preview = upload(curator, Lab, [LAB])
    refused = confirm(curator, Lab, preview)

    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert "Another curator is saving" in refused.content.decode()
    assert not Lab.objects.filter(id="new").exists()

    other_curator.execute("rollback")
    response = confirm(curator, Lab, preview)

    assert "1 new" in messages(response)[0]


def test_preview_cannot_write(curator, other_curator, monkeypatch):
    """Even if a rule saved something by mistake, the transaction is read-only."""
    LabFactory(id="lab")
    monkeypatch.setattr(
        resources, "validate_row", lambda instance, errors, references: instance.save()
    )

    preview = upload(curator, Lab, [{"id": "lab", "name_en": "Renamed"}])

    ((error,),) = [errors for _, errors in preview.context["result"].row_errors()]
    assert "read-only transaction" in str(error.error)


def test_form_is_kept_while_another_curator_saves(curator, other_curator):
    LabFactory(id="lab", status="draft")
    url = admin_url(Lab, "change", "lab")
    form = form_values(curator.get(url), Lab) | {"name_en": "Renamed"}
    other_curator.execute("begin")
    other_curator.execute("update registry_revision set number = number")

    refused = curator.post(url, form)

    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert "another curator is saving" in form_errors(refused)[""][0]
    assert form_values(refused, Lab)["name_en"] == "Renamed"

    other_curator.execute("rollback")
    curator.post(url, form_values(refused, Lab))

    assert Lab.objects.get(id="lab").name_en == "Renamed"


def test_other_failures_of_the_lock_are_not_hidden(curator, db, monkeypatch):
    def fail():
        raise OperationalError

    monkeypatch.setattr(revision, "lock", fail)
    curator.raise_request_exception = False

    response = curator.post(admin_url(Lab, "add"), {})

    assert response.status_code == 503
    assert "Database unavailable" in response.content.decode()
