"""Citations as text, BibTeX and RIS."""

import pytest

from hkinno.registry.formats import citation_styles, citations
from hkinno.registry.formats.date_texts import format_date
from tests.registry.formats.citation_examples import ARTICLE, CHINESE, ENGLISH, RECORD, REGISTER


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
        ("../2019", "2019 or earlier", "2019年或之前", [[2019]]),
        ("2012/..", "2012 or later", "2012年或之後", [[2012]]),
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
