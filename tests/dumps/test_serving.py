"""The API views for the dump and its files."""

import hashlib
import json

import pytest

from tests.dumps.dump_client import dump
from tests.factories import LabFactory

pytestmark = pytest.mark.django_db(transaction=True)


def file_url(folder):
    """The URL of a file of a new dump."""
    LabFactory(id="lab")
    return f"/api/v1/dump/{dump(folder)['revision']}/labs.csv"


def test_fields_are_null_without_a_dump(client, folder):
    assert client.get("/api/v1/dump/").json() == {
        "revision": None,
        "created": None,
        "licence": "CC0-1.0",
        "package": None,
        "files": [],
    }
    assert client.get("/api/v1/dump/1/datapackage.json").status_code == 404


def test_dump_lists_all_files_which_can_be_downloaded(client, folder):
    LabFactory(id="lab")
    descriptor = dump(folder)

    body = client.get("/api/v1/dump/").json()
    package = client.get(body["package"])

    revision = descriptor["revision"]
    assert (body["revision"], body["created"]) == (revision, descriptor["created"])
    assert body["package"] == f"http://testserver/api/v1/dump/{revision}/datapackage.json"
    assert json.loads(package.getvalue()) == descriptor
    assert package["Content-Type"] == "application/json"
    for file in body["files"]:
        response = client.get(file["url"])
        content = response.getvalue()
        assert len(content) == file["bytes"]
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert response["Content-Type"] == file["media_type"]
        assert response["Content-Disposition"] == (
            f'attachment; filename="hkinno-{revision}-{file["name"]}"'
        )


@pytest.mark.parametrize("content", [None, "garbage"])
def test_unreadable_dump_is_treated_as_none(client, folder, caplog, content):
    """`current` is a file, or its descriptor is not JSON."""
    folder.mkdir()
    current = folder / "current"
    if content is None:
        current.touch()
    else:
        current.mkdir()
        (current / "datapackage.json").write_text(content)

    response = client.get("/api/v1/dump/")

    assert (response.status_code, response.json()["revision"]) == (200, None)
    assert "cannot be read" in caplog.text


def test_deleted_file_is_not_found(client, folder):
    url = file_url(folder)
    for file in folder.glob("*/labs.csv"):
        file.unlink()

    assert client.get(url).status_code == 404


def test_file_with_matching_etag_is_not_modified(client, folder):
    url = file_url(folder)
    first = client.get(url)
    first.getvalue()

    again = client.get(url, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


@pytest.mark.parametrize("name", ["nothing.csv", "..", ".lock", "labs.csv/"])
def test_other_file_name_or_revision_is_not_found(client, folder, name):
    LabFactory(id="lab")
    revision = dump(folder)["revision"]

    assert client.get(f"/api/v1/dump/{revision}/{name}").status_code == 404
    assert client.get(f"/api/v1/dump/{'9' * 300}/labs.csv").status_code == 404


def test_file_is_available_in_its_own_format_only(client, folder):
    url = file_url(folder)

    assert client.get(url, headers={"accept": "application/json"}).status_code == 406
    assert client.get(url, {"format": "jsonl"}).status_code == 400
