"""The index and its spelling dictionary: typing errors, reliability of names, prefixes."""

import pytest

from hkinno.matching.normalize import normalize, searched_keys
from hkinno.matching.spelling import SpellingDictionary, edit_distance, han_bigrams, single_edit
from tests.matching.conftest import index_of, record


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
        ("tech", None),  # too short
        ("tec2nology", None),  # not a word
        ("mathematics", None),  # not similar to any
        ("carry", None),  # equally close to two words
    ],
)
def test_correct_returns_the_closest_known_word(word, correction):
    spelling = SpellingDictionary(["science", "technology", "polytechnic", "carri", "carrz"])

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
    names = [tuple("香港科技大學"), tuple("科學大學城")]
    spelling = SpellingDictionary(bigrams={pair for name in names for pair in han_bigrams(name)})

    assert spelling.is_typo(tuple(name), tuple(text)) is is_typo


def test_find_by_key_returns_the_most_reliable_name():
    aliases = [("丙丁", "printed"), ("丙 丁", "short")]
    index = index_of(record("a", "甲乙", aliases=aliases))

    assert index.find_by_key("丙丁")["a"].text == "丙 丁"


def test_add_variants_adds_those_that_a_text_may_be():
    university = record("u", "香港甲乙大學", "Alpha Hong Kong", aliases=[("甲大", "short")])
    institute = record("i", "香港甲乙大學丙丁院", parent="u", resource="labs")
    other = record("o", "香港戊己發展學會")
    index = index_of(university, institute, other)

    index.add_variants(searched_keys(normalize("甲大丙丁院（香港）")))

    assert list(index.find_by_key("甲大丙丁院")) == ["i"]
    assert index.find_by_key("戊己学会") == {}

    index.add_variants(searched_keys(normalize("戊己學會")))

    assert list(index.find_by_key("戊己学会")) == ["o"]


def test_find_similar_orders_equal_names_by_id():
    index = index_of(*(record(f"r{n}", f"甲乙丙{n}", f"Alpha {n}") for n in range(9)))

    similar = index.find_similar({"甲", "乙", "甲乙"}, 5)

    assert [form.record_id for _similarity, form in similar] == ["r0", "r1", "r2", "r3", "r4"]


def test_find_by_prefix_returns_names_in_order():
    index = index_of(record("a", "甲乙丙"), record("b", "甲乙丁"), record("c", "甲戊"))

    assert [form.record_id for form in index.find_by_prefix("甲乙")] == ["b", "a"]
