"""Tests for the evidence of a value, as pages print it."""

from django.utils.translation import override

from hkinno.site.evidence_html import where

SOURCE = {
    "id": "paper",
    "resource": "sources",
    "name": {"en": "A report", "zh-Hant": ""},
    "publisher": {"en": "A newspaper", "zh-Hant": ""},
    "published": "2018-06-07",
    "page": "A4",
}


def test_evidence_names_the_source_its_publisher_date_page_and_lines():
    with override("en"):
        parts = list(where({"source": SOURCE, "lines": [3, 4]}, SOURCE))

    assert parts == [
        '<a href="/en/sources/paper/?line__gte=3#line-3">A report</a>',
        "A newspaper",
        "7 June 2018",
        "page A4",
        "lines 3–4",
    ]


def test_source_that_is_only_known_in_brief_is_linked():
    with override("en"):
        parts = list(where({"source": SOURCE, "lines": None}, {}))

    assert parts == ['<a href="/en/sources/paper/">A report</a>']


def test_publisher_that_the_title_names_is_not_repeated():
    source = SOURCE | {"name": {"en": "Overview (A newspaper)", "zh-Hant": ""}}
    with override("en"):
        parts = list(where({"source": source, "lines": None}, source))

    assert parts[1:] == ["7 June 2018", "page A4"]
