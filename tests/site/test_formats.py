"""Dates, quantities and other values in words, in both languages."""

import pytest
from django.utils.html import conditional_escape
from django.utils.translation import override

from hkinno.site.formats import format_quantity
from hkinno.site.labels import field_label, word_label
from hkinno.site.templatetags.site import (
    highlighted,
    percent,
    short_quantity,
    short_title,
)
from hkinno.site.values_html import title_and_language, value_html

NOTHING = {"value": None, "max": None, "unit": None, "qualifier": "exact", "magnitude": None}


@pytest.mark.parametrize(
    ("date", "field", "english", "chinese"),
    [
        ("2018-06-07", "starts", "7 June 2018", "2018年6月7日"),
        ("2018-07/2018-09", "period", "July 2018 to September 2018", "2018年7月至2018年9月"),
        ("2027/2032", "due", "between 2027 and 2032", "2027年至2032年之間"),
        (
            "2024-05-28/2024",
            "published",
            "between 28 May 2024 and the end of 2024",
            "2024年5月28日至2024年底之間",
        ),
        ("../2020", "established", "2020 or earlier", "2020年或之前"),
        ("2020/..", "as_of", "2020 or later", "2020年或之後"),
    ],
)
def test_interval_is_a_period_or_what_is_known_about_a_moment(date, field, english, chinese):
    with override("en"):
        assert value_html(date, field) == english
    with override("zh-hant"):
        assert value_html(date, field) == chinese


@pytest.mark.parametrize(
    ("quantity", "english", "chinese"),
    [
        (
            {"value": "2800000000", "unit": "HKD", "qualifier": "over"},
            "over HK$2.8 billion",
            "超過28億港元",
        ),
        ({"value": "6.01", "unit": "percent"}, "6.01%", "6.01%"),
        ({"value": "4", "unit": "rank"}, "rank 4", "第4名"),
        ({"value": "50", "max": "100", "unit": "companies"}, "50–100 companies", "50–100家企業"),
        ({"value": "12345", "unit": None}, "12,345", "12,345"),
        ({"value": "1234567", "unit": None}, "1,234,567", "1,234,567"),
        ({"value": "90450000", "unit": "HKD"}, "HK$90.45 million", "9,045萬港元"),
        (
            {"qualifier": "several", "magnitude": "1000000000", "unit": "HKD"},
            "billions of Hong Kong dollars",
            "數十億港元",
        ),
        (
            {"qualifier": "several", "magnitude": "10", "unit": "companies"},
            "tens of companies",
            "數十家企業",
        ),
        ({"qualifier": "several", "magnitude": "100", "unit": None}, "hundreds", "數百"),
        ({"value": "3", "unit": "CNY"}, "RMB 3", "3元人民幣"),
    ],
)
def test_quantities(quantity, english, chinese):
    with override("en"):
        assert format_quantity(NOTHING | quantity) == english
    with override("zh-hant"):
        assert format_quantity(NOTHING | quantity) == chinese


@pytest.mark.parametrize(
    ("value", "field", "html"),
    [
        (None, "", '<span class="unknown">not known</span>'),
        (True, "", "yes"),
        (False, "", "no"),
        (["active", "ended"], "stage", "Active, Ended"),
        ("<b>", "", "&lt;b&gt;"),
        ("香港", "", '<span lang="zh-Hant">香港</span>'),
        ({"zh-Hant": None, "en": None}, "", '<span class="unknown">not known</span>'),
        ({"latitude": "22.3", "longitude": "114.2"}, "", "22.3°, 114.2°"),
        (
            {"scheme": "ror", "id": "02zhqgq86"},
            "",
            '<a href="https://ror.org/02zhqgq86" rel="noopener">'
            "Research Organization Registry 02zhqgq86</a>",
        ),
        ({"scheme": "grid", "id": "grid.1"}, "", "Global Research Identifier Database grid.1"),
        ({"id": "draft"}, "", "draft"),
        (7, "edition", "7"),
    ],
)
def test_values(value, field, html):
    with override("en"):
        assert conditional_escape(value_html(value, field)) == html


def test_long_links_are_shortened():
    url = "https://example.org/" + "a" * 80

    assert f">{url[:60]}…</a>" in value_html(url)
    assert f'href="{url}"' in value_html(url)


def test_a_word_without_a_label_is_shown_as_it_is():
    assert word_label("stage", "unheard-of") == "unheard-of"
    assert word_label("kind", "x", "people") == "x"


def test_a_record_without_a_name_is_called_after_what_it_is_about():
    brief = {"id": "x", "name": {"en": "Exports", "zh-Hant": "出口"}}
    nameless = {"id": "obs", "name": {"en": None, "zh-Hant": None}}

    with override("en"):
        titles = [
            title_and_language(nameless | fields)[0]
            for fields in ({"indicator": brief, "period": "2018"}, {"programme": nameless}, {})
        ]
    assert titles == ["Exports, 2018", "obs", "obs"]


def test_an_award_is_called_after_its_recipient():
    recipient = {"id": "hku", "name": {"en": "HKU", "zh-Hant": "港大"}}
    relations = [
        {"role": "recipient", "direction": "out", "record": recipient},
        {"role": "about", "direction": "in", "record": recipient},
    ]
    award = {"id": "award", "name": {"en": None, "zh-Hant": None}, "period": "2018"}

    with override("en"):
        assert title_and_language(award | {"relations": relations})[0] == "HKU, 2018"


@pytest.mark.parametrize(
    ("field", "english", "chinese"),
    [
        ("host", "Host", "依託單位"),
        ("organiser_of", "Organiser of", "主辦活動"),
        ("summary_zh", "Summary (Chinese)", "簡介（中文）"),
        ("summary_en", "Summary (English)", "簡介（英文）"),
        ("not_a_field", "Not a field", "Not a field"),
    ],
)
def test_fields_and_filters_have_labels(field, english, chinese):
    with override("en"):
        assert field_label(field) == english
    with override("zh-hant"):
        assert field_label(field) == chinese


def test_quantities_in_drawings_have_no_noun():
    with override("en"):
        assert short_quantity(NOTHING | {"value": "16", "unit": "laboratories"}) == "16"
        assert short_quantity(NOTHING | {"value": "1.07", "unit": "percent"}) == "1.07%"


def test_titles_in_drawings_are_short():
    name = {"en": "A" * 50, "zh-Hant": "字" * 50}

    with override("zh-hant"):
        assert short_title({"id": "x", "name": name}) == "字" * 19 + "…"
    with override("en"):
        assert short_title({"id": "x", "name": name}) == "A" * 39 + "…"
        assert short_title({"id": "x", "name": {"en": "A", "zh-Hant": None}}) == "A"


def test_matching_words_are_marked_and_texts_escaped():
    match = {"value": "<i> HKU and HKUST", "words": ["HKU", "HKUST"]}

    assert highlighted(match) == "&lt;i&gt; <mark>HKU</mark> and <mark>HKUST</mark>"
    assert highlighted({"value": "<i>", "words": []}) == "&lt;i&gt;"


def test_shares_are_per_cent():
    assert [percent(0.826), percent(None)] == ["83%", "–"]
