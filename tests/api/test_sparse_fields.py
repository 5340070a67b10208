"""`fields` and `omit`, and valid names for those and `expand`."""

import pytest

from tests.factories import FACTORIES, LabFactory, PersonFactory, RelationFactory
from tests.list_endpoints import for_each_resource

pytestmark = pytest.mark.django_db
LAB = "/api/v1/labs/lab/"


def test_fields_selects_fields(client, lab):
    query = {"fields": "id,host.name.en,relations.role"}
    expected = {
        "id": "lab",
        "host": {"name": {"en": "Name of hku"}},
        "relations": [{"role": "partner"}],
    }

    assert client.get(LAB, query).json() == expected
    assert client.get("/api/v1/labs/", query).json()["results"] == [expected]


def test_object_named_in_fields_includes_all_its_fields(client, lab):
    record = client.get(LAB, {"fields": "host,host.id"}).json()

    assert list(record) == ["host"]
    assert sorted(record["host"]) == ["id", "name", "resource", "url"]


def test_omit_excludes_fields(client, lab):
    full = client.get(LAB).json()
    partial = client.get(LAB, {"omit": "relations,sources,host.url"}).json()

    assert [key for key in full if key not in partial] == ["relations", "sources"]
    assert sorted(partial["host"]) == ["id", "name", "resource"]


@for_each_resource
def test_relations_are_omitted_without_parsing_the_rest(client, resource):
    text = ',"relations":[],"website":1'
    record = FACTORIES[resource](full=True, summary_en=text)
    if resource == "labs":
        RelationFactory(subject=record, role="partner", title_en=text)
    path = f"/api/v1/{resource}/"

    for url, parameters in ((f"{path}{record.pk}/", {}), (path, {"id__in": record.pk})):
        full = client.get(url, parameters).json()
        partial = client.get(url, parameters | {"omit": "relations"}).json()
        for row in full.get("results", [full]):
            assert row.pop("relations") or resource != "labs"
        assert partial.get("results", [partial]) == full.get("results", [full])


def test_fields_and_omit_can_be_combined(client, lab):
    assert client.get(LAB, {"fields": "id,stage,kind", "omit": "kind"}).json() == {
        "id": "lab",
        "stage": "active",
    }


def test_null_object_remains_null(client):
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
def test_unknown_name_is_an_error_with_a_suggestion(client, lab, name, value, code, suggestion):
    for address in (LAB, "/api/v1/labs/"):
        (error,) = client.get(address, {name: value}).json()["errors"]

        assert (error["parameter"], error["code"]) == (name, code)
        if suggestion:
            assert error["suggestion"] == suggestion


def test_repeated_fields_are_merged(client, lab):
    """Generated clients repeat parameters instead of separating values with commas."""
    assert list(client.get(LAB, {"fields": ["id", "stage,name"]}).json()) == ["id", "name", "stage"]


def test_csv_has_the_selected_columns(client, lab):
    query = {"format": "csv", "fields": "id,host.name,kind", "omit": "host.name.en"}
    table = b"".join(client.get("/api/v1/labs/", query).streaming_content).decode()

    assert table.splitlines()[0] == '"id","kind","host_name_zh"'
    assert client.get("/api/v1/labs/", {"format": "csv", "expand": "host"}).status_code == 400


def test_json_lines_have_the_same_fields_as_the_list(client, lab):
    PersonFactory()
    query = {"fields": "id", "expand": "host"}
    lines = b"".join(client.get("/api/v1/labs/", query | {"format": "jsonl"}).streaming_content)

    assert lines.decode().strip() == client.get("/api/v1/labs/", query).content.decode().partition(
        '"results":['
    )[2].removesuffix("]}")
