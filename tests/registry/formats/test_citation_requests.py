"""Requests for the citation of a record or statement."""

from datetime import date

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from hkinno.registry import revision
from tests.factories import (
    FACTORIES,
    InstitutionFactory,
    LabFactory,
    SourceFactory,
    StatementFactory,
    TargetFactory,
)
from tests.registry.formats.citation_examples import (
    CSL,
)


@pytest.mark.django_db
def test_citation_of_a_statement_is_in_the_requested_language(client):
    lab = LabFactory(id="lab", name_zh="實驗室", name_en="Lab")
    source = SourceFactory(id="article", name_zh="報道", name_en="Report", full=True)
    StatementFactory(id="said", subject=lab, source=source, full=True)
    url = "/api/v1/statements/said/citation/"

    titles = [client.get(url, {"lang": lang}).json()[0]["title"] for lang in ("en", "zh-Hant")]
    unknown = client.get(url, {"lang": "fr"})

    assert titles == [
        "Lab: Exists “實驗室” "
        "(source: “Report”, Hong Kong Wen Wei Po, 2017, p. A18, lines 206–207)",
        "實驗室：存在「實驗室」（來源：「報道」，香港文匯報，2017年，第 A18 版，第 206 至 207 行）",
    ]
    assert (unknown.status_code, unknown.json()["errors"][0]["parameter"]) == (400, "lang")


@pytest.mark.django_db
def test_citation_of_a_statement_about_a_target_says_what_that_promises(client):
    StatementFactory(id="said", subject=TargetFactory(), printed="到時", first_line=1, last_line=1)

    (item,) = client.get("/api/v1/statements/said/citation/", {"lang": "en"}).json()

    assert item["title"].startswith("There will be one: Exists “到時”")


@pytest.mark.parametrize("resource", FACTORIES)
@pytest.mark.django_db
def test_citation_of_every_resource_is_valid_csl(client, resource):
    FACTORIES[resource](id="record", full=True)
    dates = [timezone.now().date()]

    response = client.get(f"/api/v1/{resource}/record/citation/")

    dates.append(timezone.now().date())
    (item,) = response.json()
    assert response["Content-Type"] == "application/vnd.citationstyles.csl+json"
    assert list(Draft202012Validator(CSL).iter_errors([item])) == []
    if resource != "sources":
        assert item["version"] == str(revision.current().number)
        assert date(*item["accessed"]["date-parts"][0]) in dates


@pytest.mark.parametrize(
    ("style", "media_type", "beginning"),
    [
        ("csl-json", "application/vnd.citationstyles.csl+json", '[{"id":"hku"'),
        ("text", "text/plain; charset=utf-8", "hkinno. HKU. hkinno:"),
        ("bibtex", "application/x-bibtex", "@misc{hku,"),
        ("ris", "application/x-research-info-systems", "TY  - DATA"),
    ],
)
@pytest.mark.django_db
def test_citation_has_the_requested_style(client, style, media_type, beginning):
    InstitutionFactory(id="hku", name_zh="香港大學", name_en="HKU")
    url = "/api/v1/institutions/hku/citation/"

    by_style = client.get(url, {"style": style})
    by_header = client.get(url, headers={"accept": media_type.split(";")[0]})

    assert by_style["Content-Type"] == by_header["Content-Type"] == media_type
    assert by_style.content.decode().startswith(beginning)
    assert by_header.content == by_style.content


@pytest.mark.parametrize("query", [{"style": "apa"}, {"format": "json"}, {"page": "1"}])
@pytest.mark.django_db
def test_unknown_style_or_parameter_is_rejected(client, query):
    InstitutionFactory(id="hku")

    response = client.get("/api/v1/institutions/hku/citation/", query)

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == next(iter(query))


@pytest.mark.django_db
def test_citation_of_a_record_that_is_not_public_has_the_status_of_the_record(client):
    LabFactory(id="draft", status="draft")
    LabFactory(id="deleted").delete()
    LabFactory(id="duplicate", merged_into=LabFactory(id="stays"))

    merged = client.get("/api/v1/labs/duplicate/citation/?style=text")

    assert client.get("/api/v1/labs/draft/citation/").status_code == 404
    assert client.get("/api/v1/labs/deleted/citation/").status_code == 410
    assert (merged.status_code, merged["Location"]) == (
        308,
        "/api/v1/labs/stays/citation/?style=text",
    )


@pytest.mark.django_db
def test_format_of_a_citation_is_its_style(client):
    LabFactory(id="lab")

    (error,) = client.get("/api/v1/labs/lab/citation/", {"format": "bibtex"}).json()["errors"]

    assert error["detail"] == "Unknown query parameter “format”. Did you mean “style”?"
