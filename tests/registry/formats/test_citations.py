"""Citations of records and statements, with the revision of the data and the date of access."""

from datetime import date

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from hkinno.registry import revision
from hkinno.registry.formats import citations
from tests.factories import (
    FACTORIES,
    InstitutionFactory,
    LabFactory,
    SourceFactory,
    StatementFactory,
)

TODAY = date(2026, 11, 21)
DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
        }
    },
    "required": ["date-parts"],
    "additionalProperties": False,
}
TEXT = {"type": "string", "minLength": 1}
# The part of the schema of CSL 1.0.2 (csl-data.json) that a data set needs.
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "additionalProperties": False,
        "properties": {
            "id": TEXT,
            "type": {"enum": ["dataset"]},
            **dict.fromkeys(["title", "container-title", "version", "URL", "note"], TEXT),
            "author": {
                "type": "array",
                "items": {"properties": {"literal": TEXT}, "additionalProperties": False},
            },
            "issued": DATE,
            "accessed": DATE,
        },
    },
}
RECORD = {
    "id": "skl",
    "url": "https://hkinno.example/api/v1/labs/skl/",
    "name": {"zh-Hant": "實驗室", "en": "Lab & Co_1"},
    "sources": [{"id": "a", "name": {"zh-Hant": "報道", "en": "Report"}}],
}


@pytest.fixture
def citation():
    return citations.cite_record(RECORD, 12, date(2026, 11, 20), TODAY)


def test_text_citation_has_the_revision_sources_and_date(citation):
    assert citations.to_text(citation) == (
        "實驗室 Lab & Co_1. hkinno: an open registry of Hong Kong's innovation and technology. "
        "Revision 12 of the data. Sources: 報道 Report. "
        "https://hkinno.example/api/v1/labs/skl/ (accessed 2026-11-21). CC0 1.0.\n"
    )


def test_csl_citation_has_date_parts(citation):
    assert citations.to_csl(citation) == [
        {
            "id": "skl",
            "type": "dataset",
            "title": "實驗室 Lab & Co_1",
            "author": [{"literal": "hkinno"}],
            "container-title": (
                "hkinno: an open registry of Hong Kong's innovation and technology"
            ),
            "version": "revision 12",
            "issued": {"date-parts": [[2026, 11, 20]]},
            "accessed": {"date-parts": [[2026, 11, 21]]},
            "URL": "https://hkinno.example/api/v1/labs/skl/",
            "note": "Sources: 報道 Report.",
        }
    ]


def test_bibtex_citation_is_escaped_for_latex(citation):
    assert citations.to_bibtex(citation).splitlines() == [
        "@misc{skl,",
        r"  title = {{實驗室 Lab \& Co\_1}},",
        "  author = {{hkinno}},",
        "  howpublished = {hkinno: an open registry of Hong Kong's innovation and technology},",
        "  year = {2026},",
        "  month = {11},",
        "  version = {revision 12},",
        "  url = {https://hkinno.example/api/v1/labs/skl/},",
        "  urldate = {2026-11-21},",
        "  note = {Sources: 報道 Report.},",
        "}",
    ]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("50% of $5 #1", r"50\% of \$5 \#1"), ("{a}", r"\{a\}"), ("~^\\", None)],
)
def test_latex_commands_are_escaped(text, escaped):
    expected = escaped or r"\textasciitilde{}\textasciicircum{}\textbackslash{}"

    assert citations.escape_latex(text) == expected


def test_record_without_names_is_cited_by_its_id():
    nameless = RECORD | {"name": {"zh-Hant": None, "en": None}, "sources": []}
    citation = citations.cite_record(nameless, 1, TODAY, TODAY)

    assert (citation.title, citation.note) == ("skl", "")
    assert "note" not in citations.to_csl(citation)[0]


@pytest.mark.django_db
def test_citation_of_a_statement_has_its_source_and_lines(client):
    lab = LabFactory(id="lab", name_zh="實驗室", name_en="Lab")
    source = SourceFactory(id="article", name_zh="報道", name_en="Report")
    StatementFactory(id="printed", subject=lab, source=source, full=True)
    StatementFactory(id="unprinted", subject=lab, source=source)

    printed = client.get("/api/v1/statements/printed/citation/?style=csl-json").json()[0]
    unprinted = client.get("/api/v1/statements/unprinted/citation/?style=csl-json").json()[0]

    assert printed["title"] == "實驗室 Lab: exists"
    assert printed["note"] == "Source: 報道 Report, lines 206-207 “實驗室”."
    assert printed["URL"] == "http://testserver/api/v1/statements/printed/"
    assert unprinted["note"] == "Source: 報道 Report."


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
    assert item["version"] == f"revision {revision.current().number}"
    assert date(*item["accessed"]["date-parts"][0]) in dates


@pytest.mark.parametrize(
    ("style", "media_type", "beginning"),
    [
        ("csl-json", "application/vnd.citationstyles.csl+json", '[{"id":"hku"'),
        ("text", "text/plain; charset=utf-8", "香港大學 HKU. hkinno:"),
        ("bibtex", "application/x-bibtex", "@misc{hku,"),
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
