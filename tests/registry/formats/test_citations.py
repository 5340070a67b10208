"""Citations of sources, records and statements, with the revision of the data."""

import pytest

from hkinno.registry.formats import citations
from tests.registry.formats.citation_examples import (
    ARTICLE,
    CHINESE,
    ENGLISH,
    RECORD,
    REGISTER,
    STATEMENT,
)


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
