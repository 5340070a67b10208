"""What records without a name are called in citations and feeds, and how dates are worded."""

import pytest

from hkinno.registry.formats.citation_styles import to_bibtex
from hkinno.registry.formats.citations import publisher, record_title
from hkinno.registry.formats.date_texts import format_date

NO_NAME = {"zh-Hant": None, "en": None}


def named(id, zh=None, en=None):
    return {"id": id, "name": {"zh-Hant": zh, "en": en}}


@pytest.mark.parametrize(
    ("record", "chinese", "english"),
    [
        (
            {"name": NO_NAME, "statement": {"zh-Hant": "建成園區。", "en": "Build the park."}},
            "建成園區",
            "Build the park",
        ),
        (
            {
                "name": NO_NAME,
                "indicator": named("i", "研發開支", "R&D expenditure"),
                "place": named("p", "香港", "Hong Kong"),
                "period": "2017",
            },
            "研發開支，香港，2017年",
            "R&D expenditure, Hong Kong, 2017",
        ),
        (
            {
                "name": NO_NAME,
                "programme": None,
                "relations": [
                    {"role": "recipient", "record": named("r", "甲", "A")},
                    {"role": "partner", "record": named("s", "乙", "B")},
                ],
            },
            "甲",
            "A",
        ),
        ({"name": NO_NAME, "programme": named("only-id")}, "only-id", "only-id"),
        ({"name": NO_NAME, "statement": NO_NAME, "period": "2017"}, "x", "x"),
    ],
)
def test_record_without_a_name_is_called_by_what_it_says_or_is_about(record, chinese, english):
    titles = [record_title(record | {"id": "x"}, language) for language in ("zh-Hant", "en")]

    assert titles == [chinese, english]


def test_editorial_note_is_published_by_the_registry():
    names = {"zh-Hant": "本站", "en": "This registry"}

    assert publisher({"kind": "editorial-note", "publisher": names}, "en") == "hkinno"
    assert publisher({"kind": "article", "publisher": names}, "en") == "This registry"


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2024-05-28/2024", "28 May 2024 to the end of 2024", "2024年5月28日至2024年底"),
        (
            "2018-06-29/2018-08",
            "29 June 2018 to the end of August 2018",
            "2018年6月29日至2018年8月底",
        ),
        ("2018-06/2018-08", "June 2018 to August 2018", "2018年6月至2018年8月"),
        ("2012/2014-03", "2012 to March 2014", "2012年至2014年3月"),
        ("2023/2023-03", "January 2023 to March 2023", "2023年1月至2023年3月"),
    ],
)
def test_ends_of_an_interval_that_differ_in_precision_are_worded(text, english, chinese):
    assert (format_date(text, "en"), format_date(text, "zh-Hant")) == (english, chinese)


def test_bibtex_entry_of_a_page_names_its_site_where_styles_print_it():
    item = {
        "id": "page",
        "type": "webpage",
        "language": "en",
        "title": "T",
        "container-title": "Site",
    }

    assert "  howpublished = {Site},\n" in to_bibtex(item)
    assert "journal" not in to_bibtex(item)
