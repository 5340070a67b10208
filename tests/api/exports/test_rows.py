"""Rows and columns of lists exported as CSV, JSON Lines and XLSX."""

import json

import pytest

from tests.api.exports.export_readers import READERS, ids, lines, table
from tests.factories import FACTORIES, InstitutionFactory, LabFactory, StatementFactory
from tests.list_endpoints import LISTS, for_each_list

pytestmark = pytest.mark.django_db
for_each_format = pytest.mark.parametrize("format", READERS)


def list_results(client, name):
    """The first 100 results of a list."""
    return client.get(f"/api/v1/{name}/", {"page_size": "100"}).json()["results"]


@for_each_list
def test_json_lines_are_the_results_of_the_list(client, name):
    LISTS[name].create_batch(2, full=True)
    results = list_results(client, name)

    response = client.get(f"/api/v1/{name}/", {"format": "jsonl"})

    assert response["Content-Type"] == "application/jsonl"
    assert response["Content-Disposition"] == f'attachment; filename="hkinno-{name}.jsonl"'
    rows = lines(response)
    if name == "statements":
        rows = [{key: value for key, value in row.items() if key in results[0]} for row in rows]
        rows = [row | {"value": json.loads(row["value"])} for row in rows]
    assert rows == results


@for_each_list
def test_csv_has_one_row_per_result_and_the_same_columns_if_empty(client, name):
    LISTS[name].create_batch(2, full=True)
    results = list_results(client, name)

    response = client.get(f"/api/v1/{name}/", {"format": "csv"})
    empty = client.get(f"/api/v1/{name}/", {"format": "csv", "id__in": "nothing"})

    rows = table(response)
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == f'attachment; filename="hkinno-{name}.csv"'
    assert [row["id"] for row in rows] == [result["id"] for result in results]
    assert empty.getvalue().decode().strip().split(",") == [f'"{name}"' for name in rows[0]]


def test_csv_has_the_columns_that_a_person_wants(client):
    host = InstitutionFactory(id="hku", name_zh="香港大學", name_en="HKU")
    lab = LabFactory(id="lab", full=True, host=host, part_of=None)
    sources = client.get("/api/v1/labs/lab/").json()["sources"]

    row = table(client.get("/api/v1/labs/?format=csv&id__in=lab"))[0]

    place = lab.place
    assert row == {
        "id": "lab",
        "name_zh": lab.name_zh,
        "name_en": lab.name_en,
        "stage": "planned",
        "is_overdue": "true",
        "place": place.id,
        "place_name_zh": place.name_zh,
        "place_name_en": place.name_en,
        "kind": "state-key-laboratory-partner",
        "host": "hku",
        "host_name_zh": "香港大學",
        "host_name_en": "HKU",
        "established": "2012-06",
        "established_from": "2012-06-01",
        "established_to": "2012-06-30",
        "closed": "2012/..",
        "closed_from": "2012-01-01",
        "budget_value": "2800000000",
        "budget_unit": "HKD",
        "budget_qualifier": "over",
        "ror": "02zhqgq86",
        "sources": "; ".join(source["id"] for source in sources),
        "url": "http://testserver/api/v1/labs/lab/",
    }


def test_csv_has_all_columns_of_the_named_fields(client):
    LabFactory(id="lab", full=True, part_of=None)
    fields = "id,part_of,budget,external_ids,topics,focus,relations"

    row = table(client.get(f"/api/v1/labs/?format=csv&id__in=lab&fields={fields}"))[0]
    omitted = table(client.get("/api/v1/labs/?format=csv&id__in=lab&omit=budget,host"))[0]

    assert list(row)[:3] == ["id", "topics", "focus"]
    assert (row["part_of"], row["part_of_url"], row["part_of_name_en"]) == ("", "", "")
    assert (row["budget_unit_basis"], row["budget_magnitude"]) == ("printed", "")
    assert (row["ror"], row["isni"]) == ("02zhqgq86", "")
    assert row["topics"] == "robotics; space"
    assert json.loads(row["focus"]) == [{"zh-Hant": "肝病", "en": "liver disease"}]
    assert json.loads(row["relations"])[0]["role"] == "partner"
    assert not [name for name in omitted if name.startswith(("budget", "host"))]


@for_each_list
def test_no_column_is_always_empty(client, name):
    LISTS[name].create_batch(2, full=True)

    rows = table(client.get(f"/api/v1/{name}/?format=csv"))

    empty = [column for column in rows[0] if not any(row[column] for row in rows)]
    # Those of a statement's value depend on its property.
    assert [column for column in empty if not column.startswith("value_")] == []


def test_csv_has_columns_for_coordinates_and_lines(client):
    FACTORIES["places"](id="place", full=True)
    StatementFactory(id="said", full=True)

    place = table(client.get("/api/v1/places/?format=csv&id__in=place"))[0]
    statement = table(client.get("/api/v1/statements/?format=csv&id__in=said"))[0]

    assert (place["latitude"], place["longitude"]) == ("22.3", "114.17469")
    assert (statement["first_line"], statement["last_line"]) == ("206", "207")
    assert (statement["value"], statement["value_type"]) == ("true", "flag")


@pytest.mark.parametrize(("query", "starts"), [("", False), ("&bom=0", False), ("&bom=1", True)])
def test_csv_has_a_byte_order_mark_if_requested(client, query, starts):
    content = client.get(f"/api/v1/labs/?format=csv{query}").getvalue()

    assert content.startswith("\ufeff".encode()) == starts
    assert content.decode("utf-8-sig").startswith('"id"')


def test_other_value_of_a_flag_is_an_error(client):
    response = client.get("/api/v1/labs/?format=csv&bom=yes")

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "bom"


@for_each_format
def test_computed_lists_can_be_exported(client, format):
    vocabularies = list_results(client, "vocabularies")

    response = client.get("/api/v1/vocabularies/", {"format": format})

    rows = READERS[format](response)
    assert [row["name"] for row in rows] == [row["name"] for row in vocabularies]
    assert client.get("/api/v1/conflicts/", {"format": format}).status_code == 200


@for_each_list
def test_head_of_an_export_has_no_body(client, name):
    response = client.head(f"/api/v1/{name}/?format=csv")

    assert response.status_code == 200
    assert response.getvalue() == b""


@for_each_format
def test_export_is_filtered_and_ordered(client, format):
    for key in ("a", "b", "c"):
        LabFactory(id=key, stage="active" if key != "b" else "planned")

    query = {"format": format, "stage": "active", "ordering": "-id"}
    response = client.get("/api/v1/labs/", query)

    assert ids(response, format) == ["c", "a"]


def test_exported_page_links_to_the_next(client):
    for key in ("a", "b", "c"):
        LabFactory(id=key)

    first = client.get("/api/v1/labs/?format=csv&page_size=2")
    last = client.get("/api/v1/labs/?format=csv&page_size=2&page=2")

    assert ids(first, "csv") == ["a", "b"]
    next_url = "http://testserver/api/v1/labs/?format=csv&page_size=2&page=2"
    assert first["Link"] == f'<{next_url}>; rel="next"'
    assert ids(last, "csv") == ["c"]
    assert "Link" not in last


def test_draft_is_not_exported(client):
    LabFactory(id="published")
    LabFactory(id="a-draft", status="draft")

    assert ids(client.get("/api/v1/labs/?format=csv"), "csv") == ["published"]
    assert ids(client.get("/api/v1/labs/?format=jsonl"), "jsonl") == ["published"]
