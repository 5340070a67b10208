"""The address of the dump: what it says, and the files that it serves."""

import hashlib
import json

import pytest

from tests.dumps.dump_client import dump
from tests.factories import LabFactory

pytestmark = pytest.mark.django_db(transaction=True)


def address_of_a_file(place):
    """Where a file of a new dump is served."""
    LabFactory(id="lab")
    return f"/api/v1/dump/{dump(place)['revision']}/labs.csv"


def test_without_a_dump_the_answer_says_so(client, place):
    assert client.get("/api/v1/dump/").json() == {
        "revision": None,
        "created": None,
        "licence": "CC0-1.0",
        "package": None,
        "files": [],
    }
    assert client.get("/api/v1/dump/1/datapackage.json").status_code == 404


def test_the_dump_is_served_with_all_of_its_files(client, place):
    LabFactory(id="lab")
    descriptor = dump(place)

    about = client.get("/api/v1/dump/").json()
    package = client.get(about["package"])

    revision = descriptor["revision"]
    assert (about["revision"], about["created"]) == (revision, descriptor["created"])
    assert about["package"] == f"http://testserver/api/v1/dump/{revision}/datapackage.json"
    assert json.loads(package.getvalue()) == descriptor
    assert package["Content-Type"] == "application/json"
    for file in about["files"]:
        response = client.get(file["url"])
        content = response.getvalue()
        assert len(content) == file["bytes"]
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert response["Content-Type"] == file["media_type"]
        assert response["Content-Disposition"] == (
            f'attachment; filename="hkinno-{revision}-{file["name"]}"'
        )


def test_who_has_a_file_is_not_sent_it_again(client, place):
    address = address_of_a_file(place)
    first = client.get(address)
    first.getvalue()

    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


@pytest.mark.parametrize("name", ["nothing.csv", "..", ".lock", "labs.csv/"])
def test_what_is_no_file_of_the_dump_is_not_found(client, place, name):
    LabFactory(id="lab")
    revision = dump(place)["revision"]

    assert client.get(f"/api/v1/dump/{revision}/{name}").status_code == 404
    assert client.get(f"/api/v1/dump/{'9' * 300}/labs.csv").status_code == 404


def test_a_file_comes_in_its_own_format_alone(client, place):
    address = address_of_a_file(place)

    assert client.get(address, headers={"accept": "application/json"}).status_code == 406
    assert client.get(address, {"format": "jsonl"}).status_code == 400
