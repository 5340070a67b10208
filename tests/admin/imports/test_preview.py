"""What the preview of an import shows of each cell."""

import json

import pytest

from hkinno.registry.admin.imports.cell_diff import cell_html, in_words
from hkinno.registry.admin.imports.row_validation import validate_row
from labs.models import Lab
from tests.admin.imports.import_client import upload
from tests.factories import LabFactory


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (
            [{"value": "港大", "lang": "zh-Hant", "type": "short", "since": None}],
            "港大 (short, zh-Hant)",
        ),
        (
            [{"zh-Hant": "肝病", "en": "Liver"}, {"zh-Hant": "癌", "en": "Cancer"}],
            "肝病 · Liver; 癌 · Cancer",
        ),
        ({"value": "28", "unit": "HKD", "qualifier": "over", "max": None}, "over 28 HKD"),
        ({"ror": ["02zhqgq86", "1"], "wikidata": ["Q1"]}, "ror: 02zhqgq86; 1; wikidata: Q1"),
        ([[12, 13], [40, 40]], "12–13; 40–40"),
        ({"id": "hku", "title_en": "Dean"}, "hku; title_en: Dean"),
    ],
)
def test_json_is_shown_in_words(value, words):
    assert in_words(json.dumps(value, ensure_ascii=False)) == words


@pytest.mark.parametrize("text", ["", "2012-06", "{not JSON", "[also not"])
def test_other_text_is_shown_as_it_is(text):
    assert in_words(text) == text


def test_changed_json_shows_both_versions_in_words():
    aliases = [{"value": name, "lang": "en", "type": "short"} for name in "AB"]
    before, after = (json.dumps([alias]) for alias in aliases)

    assert cell_html(before, after) == "<del>A (short, en)</del> <ins>B (short, en)</ins>"
    assert cell_html(before, before) == "<span>A (short, en)</span>"
    assert cell_html("", after) == "<ins>B (short, en)</ins>"


@pytest.mark.usefixtures("previews")
def test_preview_counts_unchanged_rows_and_does_not_show_them(curator, db):
    LabFactory(id="same", name_en="Same")
    LabFactory(id="changed", name_en="Before")

    rows = [{"id": "same", "name_en": "Same"}, {"id": "changed", "name_en": "After"}]
    preview = upload(curator, Lab, rows)

    assert [row.object_id for row in preview.context["result"].rows] == ["changed"]
    assert "1 unchanged row is not shown." in preview.content.decode()


@pytest.mark.usefixtures("previews")
def test_preview_shows_only_columns_with_a_text(curator, db):
    LabFactory(id="lab", name_zh="甲", name_en="Before", summary_zh="摘要")

    preview = upload(curator, Lab, [{"id": "lab", "name_en": "After", "summary_zh": ""}])

    result = preview.context["result"]
    columns = dict(zip(result.diff_headers, result.rows[0].diff, strict=True))
    assert columns["summary_zh"] == "<del>摘要</del>"
    assert columns["name_zh"] == "<span>甲</span>"
    assert "website" not in columns


@pytest.mark.usefixtures("previews")
def test_preview_of_an_unchanged_file_has_no_table(curator, db):
    LabFactory(id="same", name_en="Same")

    page = upload(curator, Lab, [{"id": "same", "name_en": "Same"}]).content.decode()

    assert "1 unchanged row is not shown." in page
    assert "import-preview" not in page


def test_rejected_word_of_a_list_is_named_with_the_allowed_ones(db):
    lab = LabFactory.build(id="lab", topics=["robotics", "cooking"])

    (error,) = validate_row(lab, {}, {"host", "place"})["topics"]

    assert error.message.startswith("“cooking” is not allowed. Use one of: ")
    assert "robotics" in error.message
