"""Selection of a format by `Accept` and `format`, and unavailable formats."""

import pytest
from rest_framework.request import Request

from hkinno.api.errors.problem_details import ProblemException
from hkinno.api.renderers.csv import CSVRenderer
from hkinno.api.renderers.jsonl import JSONLinesRenderer
from hkinno.api.renderers.list_export import check_format_supports_parameters
from hkinno.api.renderers.xlsx import XLSXRenderer
from tests.factories import LabFactory


@pytest.mark.parametrize("accept", ["text/csv", "application/jsonl", "application/x-ndjson"])
@pytest.mark.django_db
def test_format_is_selected_by_accept(client, accept):
    LabFactory()

    response = client.get("/api/v1/labs/", headers={"accept": accept})

    expected = "text/csv" if accept == "text/csv" else "application/jsonl"
    assert response["Content-Type"].split(";")[0] == expected


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/json;q=0, text/csv", "text/csv"),
        ("application/json;q=0.1,text/csv", "text/csv"),
        ("text/csv;q=0.5,application/json", "application/json"),
        ("text/csv;q=0.8,*/*;q=0.1", "text/csv"),
        ("application/json; charset=utf-8", "application/json"),
    ],
)
@pytest.mark.django_db
def test_format_with_the_highest_quality_is_selected(client, accept, content_type):
    """RFC 9110, 12.5.1."""
    response = client.get("/api/v1/labs/", headers={"accept": accept})

    assert response["Content-Type"].split(";")[0] == content_type


@pytest.mark.parametrize("format", ["pdf", "CSV", ""])
@pytest.mark.django_db
def test_unknown_format_is_an_error_that_lists_the_available_formats(client, format):
    response = client.get("/api/v1/labs/", {"format": format})

    assert response.status_code == 400
    assert "Allowed values: json, jsonl, csv, xlsx" in response.json()["detail"]


@pytest.mark.django_db
def test_unknown_media_type_is_an_error_that_lists_the_available_types(client):
    response = client.get("/api/v1/labs/", headers={"accept": "application/pdf"})

    assert response.status_code == 406
    assert response["Content-Type"] == "application/problem+json"
    assert "application/json, application/jsonl, text/csv" in response.json()["detail"]


@pytest.mark.parametrize("renderer", [CSVRenderer(), JSONLinesRenderer(), XLSXRenderer()])
def test_facets_cannot_be_exported(rf, renderer):
    request = Request(rf.get("/", {"facets": "kind", "host": "hku"}))

    with pytest.raises(ProblemException) as raised:
        check_format_supports_parameters(request, renderer)

    assert [error.parameter for error in raised.value.errors] == ["facets"]


@pytest.mark.django_db
def test_single_record_cannot_be_exported(client):
    response = client.get("/api/v1/labs/x/?format=csv")

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "format"


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "xlsx", "atom"])
@pytest.mark.django_db
def test_data_is_in_both_languages_in_every_format(client, format):
    headers = {"accept-language": "zh-HK"}

    response = client.get(f"/api/v1/labs/?format={format}", headers=headers)

    assert response["Content-Language"] == "zh-Hant, en"
    assert {"accept", "origin"} <= set(response["Vary"].lower().split(", "))
