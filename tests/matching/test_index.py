"""The index itself: slips, removal, prefixes, and a large one."""

import pytest

from hkinno.matching.engine import answer
from hkinno.matching.index import COMMON
from hkinno.matching.query_hints import Hint
from hkinno.matching.spelling import Spelling, distance, single_edit
from tests.matching.conftest import HKU, HKUST, ROWS, index_of, row

STRANGER = row("stranger", "科枝大學", "Strange Univercity Name Laboratory")


@pytest.mark.parametrize(
    ("a", "b", "far"),
    [("", "ab", 2), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1), ("abc", "ab", 1)],
)
def test_the_distance_of_words_counts_letters(a, b, far):
    assert distance(a, b) == far


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("technolgy", "technology"),
        ("polytecnhic", "polytechnic"),
        ("technology", None),  # known
        ("hkusts", None),  # an abbreviation is no word to be mistaken for
        ("tech", None),  # too short
        ("tec2nology", None),  # no word
        ("mathematics", None),  # far from all
        ("carry", None),  # as near to one as to another
    ],
)
def test_an_unknown_word_means_the_nearest_known_one(word, meant):
    spelling = Spelling()
    for name in (["science", "technology"], ["polytechnic", "x"], ["hkust"], ["carri", "carrz"]):
        spelling.learn(tuple(name))

    assert spelling.meant(word) == meant


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
def test_a_single_edit_is_found(a, b, edit):
    assert single_edit(tuple(a), tuple(b)) == edit


@pytest.mark.parametrize(
    ("name", "text", "is_slip"),
    [
        ("香港科技大學", "香港科枝大學", True),
        ("香港科技大學", "香港科學大學", False),  # words that there are
        ("香港科技大學", "香港科技大學", False),
        ("天河二號機組", "天河三號機組", False),  # numbers
        ("香港科技大學", "香港科x大學", False),  # no character
        ("香港科技大學", "香港科技大", False),  # cut off is something else
        ("香港科技大學", "香港科技大學城", False),
        ("香港科技大學", "香港科技技大學", True),
    ],
)
def test_a_slip_makes_pairs_that_no_name_has(name, text, is_slip):
    spelling = Spelling()
    spelling.learn(tuple("香港科技大學"))
    spelling.learn(tuple("科學大學城"))

    assert spelling.is_slip(tuple(name), tuple(text)) is is_slip


def test_a_record_that_was_taken_out_is_found_no_more():
    index = index_of(HKU, HKUST)

    index.remove("hku")

    assert answer(index, "香港大學", Hint().on(index), 5).chosen is None
    assert [each.id for each in answer(index, "香港大學", Hint().on(index), 5).found] == ["hkust"]
    assert list(index.beginning("香港大")) == []


def test_what_was_taken_out_leaves_no_trace_in_what_others_are_given():
    index, fresh = index_of(*ROWS, STRANGER), index_of(*ROWS)

    index.remove("stranger")

    for text in ("Hong Kong Univercity", "香港科枝大學", "Laboratory for Liver", "Strangge Name"):
        assert [answer(each, text, Hint().on(each), 9) for each in (index, fresh)] == [
            answer(fresh, text, Hint().on(fresh), 9)
        ] * 2


def test_an_index_knows_when_most_of_it_is_dead():
    index = index_of(HKU, HKUST)
    assert not index.is_mostly_dead(1)

    index.remove("hku")
    index.remove("hkust")

    assert index.is_mostly_dead(1)


def test_names_that_begin_alike_are_gone_through_in_order():
    index = index_of(row("a", "甲乙丙"), row("b", "甲乙丁"), row("c", "甲戊"))

    assert [id for id, _form in index.beginning("甲乙")] == ["b", "a"]


def test_words_that_most_names_have_are_no_reason_to_look_at_all_of_them():
    many = [row(f"r{n}", f"{chr(0x4E00 + n)}{chr(0x6E00 + n)}大學") for n in range(COMMON + 50)]
    index = index_of(*many)

    rare = index.alike(set("一") | {"大", "学"}, 3)
    common = index.alike({"大", "学", "大学"}, 3)

    assert rare[0][1] == "r0"
    assert len(common) == 3
