"""Files that are refused before a form or a view sees them."""

import tempfile

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hkinno.registry.admin.imports.upload_handler import ImportUploadHandler
from labs.models import Lab
from tests.admin.admin_client import admin_url
from tests.admin.imports.import_client import CSV

SIZE = 10_000_000


def send(client, url, content=b"id\n", headers=None):
    file = SimpleUploadedFile("rows.csv", content)
    return client.post(url, {"import_file": file, "format": CSV, "resource": "0"}, headers=headers)


@pytest.mark.parametrize("url", ["/admin/login/", "/admin/labs/lab/add/", "/admin/labs/lab/"])
def test_form_without_a_file_field_accepts_no_file(curator, db, url):
    response = send(curator, url)

    assert response.status_code == 400
    assert "This form accepts no files." in response.content.decode()


def test_visitor_cannot_send_a_file(db):
    # As browsers do: only a form with a CSRF cookie is read before the login.
    client = Client(enforce_csrf_checks=True)
    token = client.get("/admin/login/").cookies["csrftoken"].value

    response = send(client, f"{admin_url(Lab, 'import')}", headers={"cookie": f"csrftoken={token}"})

    assert response.status_code == 400
    assert "Log in before you send a file." in response.content.decode()


@pytest.mark.parametrize("url", ["/admin/login/", "/admin/labs/lab/import/"])
def test_large_request_is_refused_without_being_stored(curator, db, url, monkeypatch):
    def fail(*args, **kwargs):
        raise AssertionError("a temporary file was created")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, fail)

    response = send(curator, url, b"a" * (SIZE + 1))

    assert response.status_code == 413
    assert response["Cache-Control"] == "no-store"
    assert "A file may have at most 10 MB" in response.content.decode()


def test_large_form_is_refused(curator, db):
    response = curator.post("/admin/login/", {"username": "a" * 2_600_000})

    assert response.status_code == 413


def test_file_that_grows_beyond_the_announced_length_is_refused(rf):
    handler = ImportUploadHandler(rf.post("/"))
    handler.handle_raw_input(None, {}, 100, b"")

    with pytest.raises(RequestDataTooBig):
        handler.receive_data_chunk(b"aa", SIZE - 1)
