"""Which format is given: by Accept and by `format`, and what is refused with those there are."""

import pytest
from rest_framework.request import Request

from hkinno.api.errors.problem_details import ProblemException
from hkinno.api.renderers.csv import CSVRenderer
from hkinno.api.renderers.jsonl import JSONLinesRenderer
from hkinno.api.renderers.list_export import check_format_supports_parameters
from hkinno.api.renderers.xlsx import XLSXRenderer
from tests.factories import LabFactory


@pytest.mark.parametrize("asked", ["text/csv", "application/jsonl", "application/x-ndjson"])
@pytest.mark.django_db
def test_the_format_can_be_asked_for_by_accept(client, asked):
    LabFactory()

    response = client.get("/api/v1/labs/", headers={"accept": asked})

    wanted = "text/csv" if asked == "text/csv" else "application/jsonl"
    assert response["Content-Type"].split(";")[0] == wanted


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


@pytest.mark.parametrize("format", ["pdf", "CSV", ""])
@pytest.mark.django_db
def test_a_format_that_is_not_ours_is_refused_with_those_that_are(client, format):
    response = client.get("/api/v1/labs/", {"format": format})

    assert response.status_code == 400
    assert "Available formats: json, jsonl, csv, xlsx" in response.json()["detail"]


@pytest.mark.django_db
def test_a_media_type_that_is_not_ours_is_refused_with_those_that_are(client):
    response = client.get("/api/v1/labs/", headers={"accept": "application/pdf"})

    assert response.status_code == 406
    assert response["Content-Type"] == "application/problem+json"
    assert "application/json, application/jsonl, text/csv" in response.json()["detail"]


@pytest.mark.parametrize("renderer", [CSVRenderer(), JSONLinesRenderer(), XLSXRenderer()])
def test_what_stands_beside_the_rows_has_no_place_in_a_file(rf, renderer):
    request = Request(rf.get("/", {"facets": "kind", "host": "hku"}))

    with pytest.raises(ProblemException) as refused:
        check_format_supports_parameters(request, renderer)

    assert [fault.parameter for fault in refused.value.errors] == ["facets"]


def test_a_record_alone_is_no_table(client):
    response = client.get("/api/v1/labs/x/?format=csv")

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "format"


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "xlsx", "atom"])
@pytest.mark.django_db
def test_data_are_in_both_languages_whatever_the_format(client, format):
    wishes = {"accept-language": "zh-HK"}

    response = client.get(f"/api/v1/labs/?format={format}", headers=wishes)

    assert response["Content-Language"] == "zh-Hant, en"
    assert response["Vary"].lower().split(", ") == ["accept", "origin"]
