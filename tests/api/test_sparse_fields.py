"""What of a row is shown: `fields`, `omit`; which names those and `expand` take."""

import pytest

from tests.factories import LabFactory, PersonFactory

pytestmark = pytest.mark.django_db
LAB = "/api/v1/labs/lab/"


def test_fields_leaves_only_those(client, lab):
    query = {"fields": "id,host.name.en,relations.role"}
    shown = {
        "id": "lab",
        "host": {"name": {"en": "Name of hku"}},
        "relations": [{"role": "partner"}],
    }

    assert client.get(LAB, query).json() == shown
    assert client.get("/api/v1/labs/", query).json()["results"] == [shown]


def test_an_object_that_is_named_whole_is_shown_whole(client, lab):
    record = client.get(LAB, {"fields": "host,host.id"}).json()

    assert list(record) == ["host"]
    assert sorted(record["host"]) == ["id", "name", "resource", "url"]


def test_omit_leaves_those_out(client, lab):
    whole = client.get(LAB).json()
    less = client.get(LAB, {"omit": "relations,sources,host.url"}).json()

    assert [key for key in whole if key not in less] == ["relations", "sources"]
    assert sorted(less["host"]) == ["id", "name", "resource"]


def test_fields_and_omit_work_together(client, lab):
    assert client.get(LAB, {"fields": "id,stage,kind", "omit": "kind"}).json() == {
        "id": "lab",
        "stage": "active",
    }


def test_a_null_object_stays_null(client):
    LabFactory(id="lab")

    assert client.get(LAB, {"fields": "host.name", "omit": "place.url"}).json() == {"host": None}


@pytest.mark.parametrize(
    ("name", "value", "code", "suggestion"),
    [
        ("fields", "nmae", "invalid-choice", "name"),
        ("fields", "host.nam", "invalid-choice", "host.name"),
        ("fields", "host.established", "invalid-choice", None),
        ("fields", "statements", "invalid-choice", None),
        ("fields", "", "invalid-choice", None),
        ("omit", "kindd", "invalid-choice", "kind"),
        ("expand", "hosts", "invalid-choice", "host"),
        ("expand", "host.plaec", "invalid-choice", "host.place"),
        ("expand", "kind", "invalid-choice", None),
        ("expand", "host.place.part_of", "limit-exceeded", None),
        ("expand", "relations", "invalid-choice", "relations.record"),
    ],
)
def test_a_name_that_does_not_exist_is_refused(client, lab, name, value, code, suggestion):
    for address in (LAB, "/api/v1/labs/"):
        (error,) = client.get(address, {name: value}).json()["errors"]

        assert (error["parameter"], error["code"]) == (name, code)
        if suggestion:
            assert error["suggestion"] == suggestion


def test_a_list_of_names_may_be_given_in_parts(client, lab):
    """As clients do that are made from the document, and do not know of commas."""
    assert list(client.get(LAB, {"fields": ["id", "stage,name"]}).json()) == ["id", "name", "stage"]


def test_a_table_has_the_columns_that_are_left(client, lab):
    query = {"format": "csv", "fields": "id,host.name,kind", "omit": "host.name.en"}
    table = b"".join(client.get("/api/v1/labs/", query).streaming_content).decode()

    assert table.splitlines()[0] == '"id","kind","host.name.zh-Hant"'
    assert client.get("/api/v1/labs/", {"format": "csv", "expand": "host"}).status_code == 400


def test_json_lines_are_shaped_like_the_list(client, lab):
    PersonFactory()
    query = {"fields": "id", "expand": "host"}
    lines = b"".join(client.get("/api/v1/labs/", query | {"format": "jsonl"}).streaming_content)

    assert lines.decode().strip() == client.get("/api/v1/labs/", query).content.decode().partition(
        '"results":['
    )[2].removesuffix("]}")
