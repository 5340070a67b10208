"""Lists to take away as CSV, JSON Lines and XLSX: the rows of the list, and their columns."""

import json

import pytest

from tests.api.exports.export_readers import READ, ids, lines, table
from tests.factories import FACTORIES, InstitutionFactory, LabFactory, StatementFactory
from tests.lists import LISTS, each_list

pytestmark = pytest.mark.django_db
each_format = pytest.mark.parametrize("format", READ)


def listed(client, name):
    """The first hundred rows of a list."""
    return client.get(f"/api/v1/{name}/", {"page_size": "100"}).json()["results"]


@each_list
def test_json_lines_are_the_results_of_the_list(client, name):
    LISTS[name].create_batch(2, full=True)
    results = listed(client, name)

    response = client.get(f"/api/v1/{name}/", {"format": "jsonl"})

    assert response["Content-Type"] == "application/jsonl"
    assert response["Content-Disposition"] == f'attachment; filename="hkinno-{name}.jsonl"'
    assert lines(response) == results


@each_list
def test_csv_has_a_row_for_each_result_and_the_same_columns_whether_full_or_not(client, name):
    LISTS[name].create_batch(2, full=True)
    results = listed(client, name)

    response = client.get(f"/api/v1/{name}/", {"format": "csv"})
    nothing = client.get(f"/api/v1/{name}/", {"format": "csv", "id__in": "nothing"})

    rows = table(response)
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == f'attachment; filename="hkinno-{name}.csv"'
    assert [row["id"] for row in rows] == [each["id"] for each in results]
    assert nothing.getvalue().decode().strip().split(",") == [f'"{name}"' for name in rows[0]]


def test_csv_has_a_column_for_each_key_of_an_object(client):
    host = InstitutionFactory(id="hku", name_zh="香港大學", name_en="HKU")
    lab = LabFactory(id="lab", full=True, host=host, summary_en="", part_of=None)
    sources = client.get("/api/v1/labs/lab/").json()["sources"]

    row = table(client.get("/api/v1/labs/?format=csv&id__in=lab"))[0]

    assert row["name.zh-Hant"] == lab.name_zh
    assert (row["summary.zh-Hant"], row["summary.en"]) == ("一句話。", "")
    assert (row["host.id"], row["host.name.en"]) == ("hku", "HKU")
    assert (row["part_of.id"], row["part_of.name.en"]) == ("", "")
    assert (row["budget.value"], row["budget.unit"]) == ("2800000000", "HKD")
    assert row["topics"] == "robotics; space"
    assert row["sources"] == "; ".join(source["id"] for source in sources)
    assert json.loads(row["focus"]) == [{"zh-Hant": "肝病", "en": "liver disease"}]
    assert json.loads(row["external_ids"]) == {"ror": ["02zhqgq86"]}
    assert json.loads(row["relations"])[0]["role"] == "partner"


def test_a_point_and_lines_have_columns_too(client):
    FACTORIES["places"](id="place", full=True)
    StatementFactory(id="said", full=True)

    place = table(client.get("/api/v1/places/?format=csv&id__in=place"))[0]
    statement = table(client.get("/api/v1/statements/?format=csv&id__in=said"))[0]

    assert (place["coordinates.latitude"], place["coordinates.longitude"]) == ("22.3", "114.17469")
    assert (statement["lines"], statement["value"]) == ("[206,207]", "true")


@each_format
def test_what_is_computed_is_a_list_to_take_away_too(client, format):
    vocabularies = listed(client, "vocabularies")

    response = client.get("/api/v1/vocabularies/", {"format": format})

    names = READ[format](response)
    assert [each["name"] for each in names] == [each["name"] for each in vocabularies]
    assert client.get("/api/v1/conflicts/", {"format": format}).status_code == 200


@each_list
def test_head_of_a_file_has_no_body(client, name):
    response = client.head(f"/api/v1/{name}/?format=csv")

    assert response.status_code == 200
    assert response.getvalue() == b""


@each_format
def test_a_file_has_the_rows_and_the_order_that_are_asked_for(client, format):
    for key in ("a", "b", "c"):
        LabFactory(id=key, stage="active" if key != "b" else "planned")

    query = {"format": format, "stage": "active", "ordering": "-id"}
    response = client.get("/api/v1/labs/", query)

    assert ids(response, format) == ["c", "a"]


def test_a_page_that_is_asked_for_is_given_with_the_way_to_the_next(client):
    for key in ("a", "b", "c"):
        LabFactory(id=key)

    first = client.get("/api/v1/labs/?format=csv&page_size=2")
    last = client.get("/api/v1/labs/?format=csv&page_size=2&page=2")

    assert ids(first, "csv") == ["a", "b"]
    following = "http://testserver/api/v1/labs/?format=csv&page_size=2&page=2"
    assert first["Link"] == f'<{following}>; rel="next"'
    assert ids(last, "csv") == ["c"]
    assert "Link" not in last


def test_a_draft_is_in_no_file(client):
    LabFactory(id="published")
    LabFactory(id="a-draft", status="draft")

    assert ids(client.get("/api/v1/labs/?format=csv"), "csv") == ["published"]
    assert ids(client.get("/api/v1/labs/?format=jsonl"), "jsonl") == ["published"]
