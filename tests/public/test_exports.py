"""Lists to take away: CSV, JSON Lines and XLSX, with the filters of the list."""

import csv
import json
from io import BytesIO, StringIO

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from rest_framework.request import Request

from hkinno.api import exports
from hkinno.api.cells import cell, safe
from hkinno.api.exporting import refuse_what_would_be_lost
from hkinno.api.problems import Refusal
from tests.factories import (
    FACTORIES,
    InstitutionFactory,
    LabFactory,
    RelationFactory,
    StatementFactory,
)

LISTS = FACTORIES | {"statements": StatementFactory, "relations": RelationFactory}
each_list = pytest.mark.parametrize("name", LISTS)


def table(response):
    """The rows of a CSV answer, each by its columns."""
    return list(csv.DictReader(StringIO(response.getvalue().decode(), newline="")))


def lines(response):
    """The objects of a JSON Lines answer."""
    return [json.loads(line) for line in response.getvalue().splitlines()]


@each_list
@pytest.mark.django_db
def test_json_lines_are_the_results_of_the_list(client, name):
    LISTS[name].create_batch(2, full=True)
    results = client.get(f"/api/v1/{name}/", {"page_size": "100"}).json()["results"]

    response = client.get(f"/api/v1/{name}/", {"format": "jsonl"})

    assert response["Content-Type"] == "application/jsonl"
    assert response["Content-Disposition"] == f'attachment; filename="hkinno-{name}.jsonl"'
    assert lines(response) == results


@each_list
@pytest.mark.django_db
def test_csv_has_a_row_for_each_result_and_the_same_columns_whether_full_or_not(client, name):
    LISTS[name].create_batch(2, full=True)
    results = client.get(f"/api/v1/{name}/", {"page_size": "100"}).json()["results"]

    response = client.get(f"/api/v1/{name}/", {"format": "csv"})
    nothing = client.get(f"/api/v1/{name}/", {"format": "csv", "id__in": "nothing"})

    rows = table(response)
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == f'attachment; filename="hkinno-{name}.csv"'
    assert [row["id"] for row in rows] == [each["id"] for each in results]
    assert nothing.getvalue().decode().strip().split(",") == [f'"{name}"' for name in rows[0]]


@pytest.mark.django_db
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


@pytest.mark.django_db
def test_a_point_and_lines_have_columns_too(client):
    FACTORIES["places"](id="place", full=True)
    StatementFactory(id="said", full=True)

    place = table(client.get("/api/v1/places/?format=csv&id__in=place"))[0]
    statement = table(client.get("/api/v1/statements/?format=csv&id__in=said"))[0]

    assert (place["coordinates.latitude"], place["coordinates.longitude"]) == ("22.3", "114.17469")
    assert (statement["lines"], statement["value"]) == ("[206,207]", "true")


@pytest.mark.parametrize("format", ["csv", "jsonl", "xlsx"])
@pytest.mark.django_db
def test_what_is_computed_is_a_list_to_take_away_too(client, format):
    vocabularies = client.get("/api/v1/vocabularies/", {"page_size": "100"}).json()["results"]

    response = client.get("/api/v1/vocabularies/", {"format": format})

    names = {"csv": table, "jsonl": lines}.get(format, workbook)(response)
    assert [each["name"] for each in names] == [each["name"] for each in vocabularies]
    assert client.get("/api/v1/conflicts/", {"format": format}).status_code == 200


def workbook(response):
    """The rows of a workbook, each by its columns."""
    names, *rows = sheet(response).values
    return [dict(zip(names, row, strict=True)) for row in rows]


@pytest.mark.parametrize("asked", ["text/csv", "application/jsonl", "application/x-ndjson"])
@pytest.mark.django_db
def test_the_format_can_be_asked_for_by_accept(client, asked):
    LabFactory()

    response = client.get("/api/v1/labs/", headers={"accept": asked})

    wanted = "text/csv" if asked == "text/csv" else "application/jsonl"
    assert response["Content-Type"].split(";")[0] == wanted


@pytest.mark.parametrize("format", ["csv", "jsonl", "xlsx"])
@pytest.mark.django_db
def test_a_file_has_the_rows_and_the_order_that_are_asked_for(client, format):
    for key in ("a", "b", "c"):
        LabFactory(id=key, stage="active" if key != "b" else "planned")

    query = {"format": format, "stage": "active", "ordering": "-id"}
    response = client.get("/api/v1/labs/", query)

    assert ids(response, format) == ["c", "a"]


def ids(response, format):
    if format == "xlsx":
        return [row[0] for row in sheet(response).iter_rows(min_row=2, values_only=True)]
    return [row["id"] for row in (table if format == "csv" else lines)(response)]


def sheet(response):
    return load_workbook(BytesIO(response.getvalue())).active


@pytest.mark.django_db
def test_a_draft_is_in_no_file(client):
    LabFactory(id="published")
    LabFactory(id="a-draft", status="draft")

    assert ids(client.get("/api/v1/labs/?format=csv"), "csv") == ["published"]
    assert ids(client.get("/api/v1/labs/?format=jsonl"), "jsonl") == ["published"]


@pytest.mark.django_db
def test_a_stream_holds_a_chunk_and_not_the_list(client, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 10)
    monkeypatch.setattr(exports, "BLOCK", 1)
    LabFactory.create_batch(40)

    with CaptureQueriesContext(connection) as begun:
        response = client.get("/api/v1/labs/?format=jsonl")
        pieces = iter(response.streaming_content)
        first = next(pieces)
    with CaptureQueriesContext(connection) as rest:
        others = list(pieces)

    assert first.count(b"\n") == 1
    assert sum(piece.count(b"\n") for piece in others) == 39
    # What the rows refer to is fetched for each chunk: once so far, three times after.
    assert len(rest) == 3 * (len(begun) - 1)


@pytest.mark.django_db
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


@pytest.mark.django_db
def test_a_workbook_holds_numbers_as_numbers_and_ends_of_long_texts(client):
    FACTORIES["events"](id="event", full=True, summary_en="x" * 40_000, name_en="bell \x07")

    (names, row) = sheet(client.get("/api/v1/events/?format=xlsx&id__in=event")).values
    event = dict(zip(names, row, strict=True))

    assert (event["id"], event["edition"], event["starts"]) == ("event", 3, "2017-09-22")
    assert len(event["summary.en"]) == 32_767
    assert event["summary.en"].endswith("x…")
    assert event["name.en"] == "bell \ufffd"


@pytest.mark.django_db
def test_a_list_too_long_for_a_workbook_is_refused_with_what_to_take(client, monkeypatch):
    monkeypatch.setattr(exports.XLSX, "most_rows", 1)
    LabFactory(id="a")
    fine = client.get("/api/v1/labs/?format=xlsx")
    LabFactory(id="b")

    refused = client.get("/api/v1/labs/?format=xlsx")

    assert fine.status_code == 200
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["code"] == "too-many-rows"
    assert "csv or jsonl" in refused.json()["detail"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\rx",
        "\nx",
        "  =1",
        "\u200b=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "﹣1",
        "−1+1",
    ],
)
def test_a_text_that_a_spreadsheet_would_compute_is_made_safe(text):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "香港", "a=b", "-5", "+5.25", "2012/..", "../2012", "{}"])
def test_a_text_that_is_no_formula_stays_as_it_is(text):
    assert safe(text) == text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (3, 3),
        (0.5, 0.5),
        ([], ""),
        (["=a", "b"], "'=a; b"),
        ([1, 2], "[1,2]"),
        ({"id": "hku"}, '{"id":"hku"}'),
    ],
)
def test_a_value_is_one_cell(value, shown):
    assert cell(value) == shown


@pytest.mark.django_db
def test_formulas_are_safe_in_tables_and_lossless_in_lines(client):
    LabFactory(id="lab", name_en="=HYPERLINK(1)", aliases=[])

    assert table(client.get("/api/v1/labs/?format=csv"))[0]["name.en"] == "'=HYPERLINK(1)"
    assert "'=HYPERLINK(1)" in next(
        sheet(client.get("/api/v1/labs/?format=xlsx")).iter_rows(min_row=2, values_only=True)
    )
    assert lines(client.get("/api/v1/labs/?format=jsonl"))[0]["name"]["en"] == "=HYPERLINK(1)"


@pytest.mark.parametrize("format", ["pdf", "CSV", ""])
@pytest.mark.django_db
def test_a_format_that_is_not_ours_is_refused_with_those_that_are(client, format):
    response = client.get("/api/v1/labs/", {"format": format})

    assert response.status_code == 400
    assert "Possible here: json, jsonl, csv, xlsx" in response.json()["detail"]


@pytest.mark.django_db
def test_a_media_type_that_is_not_ours_is_refused_with_those_that_are(client):
    response = client.get("/api/v1/labs/", headers={"accept": "application/pdf"})

    assert response.status_code == 406
    assert response["Content-Type"] == "application/problem+json"
    assert "application/json, application/jsonl, text/csv" in response.json()["detail"]


@pytest.mark.django_db
def test_a_fault_at_the_first_row_is_an_error_and_no_broken_file(client):
    def broken(execute, sql, *rest):
        raise DataError("out of range")

    with connection.execute_wrapper(broken):
        response = client.get("/api/v1/labs/?format=jsonl")

    assert response.status_code == 400
    assert response.json()["code"] == "invalid-data"


@pytest.mark.parametrize("renderer", [exports.CSV(), exports.JSONLines(), exports.XLSX()])
def test_what_stands_beside_the_rows_has_no_place_in_a_file(rf, renderer):
    request = Request(rf.get("/", {"facets": "kind", "host": "hku"}))

    with pytest.raises(Refusal) as refused:
        refuse_what_would_be_lost(request, renderer)

    assert [fault.parameter for fault in refused.value.faults] == ["facets"]


def test_a_record_alone_is_no_table(client):
    response = client.get("/api/v1/labs/x/?format=csv")

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "format"


@each_list
@pytest.mark.django_db
def test_head_of_a_file_has_no_body(client, name):
    response = client.head(f"/api/v1/{name}/?format=csv")

    assert response.status_code == 200
    assert response.getvalue() == b""


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("application/json;q=0, text/csv", "text/csv"),
        ("application/json;q=0.1,text/csv", "text/csv"),
        ("text/csv;q=0.5,application/json", "application/json"),
        ("text/html,text/*;q=0.8,*/*;q=0.1", "text/csv"),
        ("application/json; charset=utf-8", "application/json"),
    ],
)
@pytest.mark.django_db
def test_the_format_that_is_liked_best_is_given(client, asked, given):
    """RFC 9110, 12.5.1."""
    response = client.get("/api/v1/labs/", headers={"accept": asked})

    assert response["Content-Type"].split(";")[0] == given


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "xlsx", "atom"])
@pytest.mark.django_db
def test_data_are_in_both_languages_whatever_the_format(client, format):
    wishes = {"accept-language": "zh-HK"}

    response = client.get(f"/api/v1/labs/?format={format}", headers=wishes)

    assert response["Content-Language"] == "zh-Hant, en"
    assert response["Vary"].lower().split(", ") == ["accept", "origin"]
