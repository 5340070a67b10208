"""The index and its spelling dictionary: typing errors, removal, prefixes, large indexes."""

import pytest

from hkinno.matching.index import MAX_POSTINGS
from hkinno.matching.spelling import SpellingDictionary, edit_distance, single_edit
from tests.matching.conftest import HKU, HKUST, RECORDS, index_of, match, record

MISSPELLED = record("stranger", "科枝大學", "Strange Univercity Name Laboratory")


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [("", "ab", 2), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1), ("abc", "ab", 1)],
)
def test_edit_distance_counts_letters(a, b, distance):
    assert edit_distance(a, b) == distance


@pytest.mark.parametrize(
    ("word", "correction"),
    [
        ("technolgy", "technology"),
        ("polytecnhic", "polytechnic"),
        ("technology", None),  # known
        ("hkusts", None),  # abbreviations are not corrected to
        ("tech", None),  # too short
        ("tec2nology", None),  # not a word
        ("mathematics", None),  # not similar to any
        ("carry", None),  # equally close to two words
    ],
)
def test_correct_returns_the_closest_known_word(word, correction):
    spelling = SpellingDictionary()
    for name in (["science", "technology"], ["polytechnic", "x"], ["hkust"], ["carri", "carrz"]):
        spelling.add(tuple(name))

    assert spelling.correct(word) == correction


@pytest.mark.parametrize(
    ("a", "b", "edit"),
    [
        ("甲乙丙", "甲丁丙", (1, ("乙",), ("丁",))),
        ("甲乙丙", "甲丙", (1, ("乙",), ())),
        ("甲乙丙", "甲乙丁丙", (2, (), ("丁",))),
        ("甲乙丙", "甲丙乙", (1, ("乙", "丙"), ("丙", "乙"))),
        ("甲乙丙", "甲乙丙", None),
        ("甲乙丙", "丁乙戊", None),
        ("甲乙丙丁", "甲", None),
    ],
)
def test_single_edit_returns_the_position_and_the_terms(a, b, edit):
    assert single_edit(tuple(a), tuple(b)) == edit


@pytest.mark.parametrize(
    ("name", "text", "is_typo"),
    [
        ("香港科技大學", "香港科枝大學", True),
        ("香港科技大學", "香港科學大學", False),  # existing words
        ("香港科技大學", "香港科技大學", False),
        ("天河二號機組", "天河三號機組", False),  # numbers
        ("香港科技大學", "香港科x大學", False),  # not a Chinese character
        ("香港科技大學", "香港科技大", False),  # truncated
        ("香港科技大學", "香港科技大學城", False),
        ("香港科技大學", "香港科技技大學", True),
    ],
)
def test_is_typo_requires_bigrams_that_occur_in_no_name(name, text, is_typo):
    spelling = SpellingDictionary()
    spelling.add(tuple("香港科技大學"))
    spelling.add(tuple("科學大學城"))

    assert spelling.is_typo(tuple(name), tuple(text)) is is_typo


def test_removed_record_is_not_matched():
    index = index_of(HKU, HKUST)

    index.remove("hku")

    assert match(index, "香港大學").chosen is None
    assert [item.record_id for item in match(index, "香港大學").candidates] == ["hkust"]
    assert list(index.find_by_prefix("香港大")) == []


def test_removed_record_does_not_influence_other_results():
    index, fresh = index_of(*RECORDS, MISSPELLED), index_of(*RECORDS)

    index.remove("stranger")

    for text in ("Hong Kong Univercity", "香港科枝大學", "Laboratory for Liver", "Strangge Name"):
        assert match(index, text, limit=9) == match(fresh, text, limit=9)


def test_stale_ratio_grows_with_removed_records():
    index = index_of(HKU, HKUST)
    assert index.stale_ratio() == 0

    index.remove("hku")
    index.remove("hkust")

    assert index.stale_ratio() > 1


def test_find_by_key_returns_the_most_reliable_name():
    aliases = [("丙丁", "printed"), ("丙 丁", "short")]
    index = index_of(record("a", "甲乙", aliases=aliases))

    assert index.find_by_key("丙丁")["a"].text == "丙 丁"


def test_find_by_prefix_returns_names_in_order():
    index = index_of(record("a", "甲乙丙"), record("b", "甲乙丁"), record("c", "甲戊"))

    assert [form.record_id for form in index.find_by_prefix("甲乙")] == ["b", "a"]


def test_common_features_retrieve_a_limited_number_of_names():
    records = [
        record(f"r{n}", f"{chr(0x4E00 + n)}{chr(0x6E00 + n)}大學") for n in range(MAX_POSTINGS + 50)
    ]
    index = index_of(*records)

    rare = index.find_similar(set("一") | {"大", "学"}, 3)
    common = index.find_similar({"大", "学", "大学"}, 3)

    assert rare[0][1].record_id == "r0"
    assert len(common) == 3
