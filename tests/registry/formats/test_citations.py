"""Citations of sources, records and statements, with the revision of the data."""

from datetime import date

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from hkinno.registry import revision
from hkinno.registry.formats import citation_styles, citations
from hkinno.registry.formats.date_texts import format_date
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
# The part of the schema of CSL 1.0.2 (csl-data.json) that these citations need.
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "additionalProperties": False,
        "properties": {
            "id": TEXT,
            "type": {"enum": ["dataset", "article-newspaper", "webpage", "document"]},
            "language": {"enum": ["en", "zh-Hant"]},
            **dict.fromkeys(
                ["title", "container-title", "publisher", "version", "page", "URL", "note"], TEXT
            ),
            "author": {
                "type": "array",
                "items": {"properties": {"literal": TEXT}, "additionalProperties": False},
            },
            "issued": DATE,
            "accessed": DATE,
        },
    },
}
ARTICLE = {
    "id": "article",
    "kind": "article",
    "url": "https://hkinno.example/api/v1/sources/article/",
    "name": {"zh-Hant": "報道", "en": "A Report"},
    "publisher": {"zh-Hant": "香港文匯報", "en": "Hong Kong Wen Wei Po"},
    "byline": "甲、乙",
    "published": "2017-02-17",
    "page": "A18",
    "original_url": None,
    "accessed": None,
}
REGISTER = ARTICLE | {
    "id": "ror",
    "kind": "open-registry",
    "name": {"zh-Hant": None, "en": "ROR"},
    "publisher": {"zh-Hant": None, "en": None},
    "byline": None,
    "published": None,
    "page": None,
    "original_url": "https://ror.org/0",
    "accessed": "2026-11-01",
}
RECORD = {
    "id": "skl",
    "url": "https://hkinno.example/api/v1/labs/skl/",
    "name": {"zh-Hant": "實驗室", "en": "Lab & Co_1"},
    "sources": [REGISTER, ARTICLE],
}
STATEMENT = {
    "id": "skl.host",
    "url": "https://hkinno.example/api/v1/statements/skl.host/",
    "subject": RECORD,
    "property": "host",
    "value": {"id": "hku"},
    "printed": "港大",
    "lines": [206, 206],
    "source": ARTICLE,
}
ENGLISH = citations.CitedState(12, date(2026, 11, 20), TODAY, "en")
CHINESE = ENGLISH._replace(language="zh-Hant")


def test_article_is_cited_as_what_it_is():
    assert citations.cite_source(ARTICLE, ENGLISH) == {
        "id": "article",
        "type": "article-newspaper",
        "language": "en",
        "title": "A Report",
        "author": [{"literal": "甲"}, {"literal": "乙"}],
        "container-title": "Hong Kong Wen Wei Po",
        "issued": {"date-parts": [[2017, 2, 17]]},
        "page": "A18",
        "note": "https://hkinno.example/api/v1/sources/article/",
    }
    assert citations.cite_source(ARTICLE, CHINESE)["title"] == "報道"


def test_source_on_the_web_is_cited_with_its_address_and_day_of_access():
    item = citations.cite_source(REGISTER, CHINESE)

    assert (item["type"], item["title"], item["URL"]) == ("dataset", "ROR", "https://ror.org/0")
    assert item["accessed"] == {"date-parts": [[2026, 11, 1]]}
    assert "author" not in item


def test_record_is_cited_with_its_sources_in_the_title_articles_first():
    assert citations.cite_record(RECORD, ENGLISH) == {
        "id": "skl",
        "type": "dataset",
        "language": "en",
        "title": "Lab & Co_1 (source: “A Report”, Hong Kong Wen Wei Po, 17 February 2017, "
        "p. A18; ROR)",
        "author": [{"literal": "hkinno"}],
        "publisher": "hkinno: an open registry of Hong Kong's innovation and technology",
        "version": "12",
        "issued": {"date-parts": [[2026, 11, 20]]},
        "accessed": {"date-parts": [[2026, 11, 21]]},
        "URL": "https://hkinno.example/api/v1/labs/skl/",
    }
    assert citations.cite_record(RECORD, CHINESE)["title"] == (
        "實驗室（來源：「報道」，香港文匯報，2017年2月17日，第 A18 版；ROR）"
    )


def test_record_with_many_sources_names_three():
    record = RECORD | {"sources": [ARTICLE] * 5}

    title = citations.cite_record(record, ENGLISH)["title"]

    assert title.count("A Report") == 3
    assert title.endswith("; and 2 more sources)")


def test_record_without_names_and_sources_is_cited_by_its_id():
    nameless = RECORD | {"name": {"zh-Hant": None, "en": None}, "sources": []}

    assert citations.cite_record(nameless, ENGLISH)["title"] == "skl"


@pytest.mark.parametrize(
    ("change", "state", "title"),
    [
        (
            {},
            ENGLISH,
            "Lab & Co_1: Host “港大” "
            "(source: “A Report”, Hong Kong Wen Wei Po, 17 February 2017, p. A18, line 206)",
        ),
        (
            {"lines": [206, 207]},
            CHINESE,
            "實驗室：依託單位「港大」"
            "（來源：「報道」，香港文匯報，2017年2月17日，第 A18 版，第 206 至 207 行）",
        ),
        (
            {"printed": None, "lines": None, "source": REGISTER},
            ENGLISH,
            "Lab & Co_1: Host “hku” (source: ROR)",
        ),
    ],
)
def test_statement_is_cited_with_its_words_source_and_lines(change, state, title):
    assert citations.cite_statement(STATEMENT | change, state)["title"] == title


@pytest.mark.parametrize(
    ("text", "english", "chinese", "parts"),
    [
        ("2017-02-17", "17 February 2017", "2017年2月17日", [[2017, 2, 17]]),
        ("2018-06", "June 2018", "2018年6月", [[2018, 6]]),
        (
            "2018-06/2018-08",
            "June 2018 to August 2018",
            "2018年6月至2018年8月",
            [[2018, 6], [2018, 8]],
        ),
        ("../2019", "by 2019", "2019年或之前", [[2019]]),
        ("2012/..", "from 2012", "2012年起", [[2012]]),
    ],
)
def test_partial_date_is_written_in_words_and_as_parts(text, english, chinese, parts):
    assert (format_date(text, "en"), format_date(text, "zh-Hant")) == (english, chinese)
    assert citations.date_parts(text) == {"date-parts": parts}


def test_text_citations_are_sentences_in_one_language():
    article, record = (
        citation_styles.to_text(item)
        for item in (
            citations.cite_source(ARTICLE, ENGLISH),
            citations.cite_record(RECORD, CHINESE),
        )
    )

    assert article == "甲、乙. A Report. Hong Kong Wen Wei Po, 2017-02-17, A18.\n"
    assert record == (
        "hkinno。實驗室（來源：「報道」，香港文匯報，2017年2月17日，第 A18 版；ROR）。"
        "hkinno：香港創新科技開放註冊庫，版本 12，2026-11-20。"
        "https://hkinno.example/api/v1/labs/skl/，2026-11-21 查閱。\n"
    )


def test_bibtex_citation_is_escaped_for_latex():
    nameless = RECORD | {"sources": []}

    assert citation_styles.to_bibtex(citations.cite_record(nameless, ENGLISH)).splitlines() == [
        "@misc{skl,",
        r"  title = {{Lab \& Co\_1}},",
        "  author = {{hkinno}},",
        "  howpublished = {hkinno: an open registry of Hong Kong's innovation and technology},",
        "  year = {2026},",
        "  month = {11},",
        "  date = {2026-11-20},",
        "  version = {12},",
        "  url = {https://hkinno.example/api/v1/labs/skl/},",
        "  urldate = {2026-11-21},",
        "  langid = {english},",
        "}",
    ]


def test_bibtex_citation_of_an_article_is_an_article():
    undated = ARTICLE | {"published": "2017/2018"}

    lines = citation_styles.to_bibtex(citations.cite_source(undated, CHINESE)).splitlines()

    assert lines[0] == "@article{article,"
    assert "  author = {{甲} and {乙}}," in lines
    assert "  journal = {香港文匯報}," in lines
    assert [line for line in lines if "201" in line] == [
        "  year = {2017},",
        "  date = {2017/2018},",
    ]


def test_ris_citation_has_the_tags_of_its_type():
    article = citation_styles.to_ris(citations.cite_source(ARTICLE, ENGLISH))
    register = citation_styles.to_ris(citations.cite_source(REGISTER, ENGLISH))

    assert article.split("\r\n") == [
        "TY  - NEWS",
        "ID  - article",
        "TI  - A Report",
        "AU  - 甲",
        "AU  - 乙",
        "T2  - Hong Kong Wen Wei Po",
        "PY  - 2017",
        "DA  - 2017/02/17",
        "SP  - A18",
        "LA  - en",
        "ER  -  ",
        "",
    ]
    assert register.startswith("TY  - DATA\r\n")
    assert "Y2  - 2026/11/01\r\n" in register


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("50% of $5 #1", r"50\% of \$5 \#1"), ("{a}", r"\{a\}"), ("~^\\", None)],
)
def test_latex_commands_are_escaped(text, escaped):
    expected = escaped or r"\textasciitilde{}\textasciicircum{}\textbackslash{}"

    assert citation_styles.escape_latex(text) == expected


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
