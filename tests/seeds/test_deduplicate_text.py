from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hkinno.seeds.deduplicate_text import is_doubled, undoubled, undoubled_lines

ALPHABETS = ("甲乙丙丁子丑寅卯", "0123456789", "ABCxyz", "，。、「」（）■%")
RUNS = st.one_of(*(st.text(letters, min_size=1, max_size=9) for letters in ALPHABETS))


def script(run: str) -> int:
    return next(n for n, letters in enumerate(ALPHABETS) if run[0] in letters)


@st.composite
def lines_of_runs(draw):
    """Runs of which no two neighbours are of one script, with a blank here and there."""
    runs = draw(st.lists(RUNS, min_size=1, max_size=9))
    assume(all(script(one) != script(next_) for one, next_ in pairwise(runs)))
    return [run + draw(st.sampled_from(["", " "])) for run in runs]


def doubled(runs):
    return "".join(2 * run.strip() + run[len(run.strip()) :] for run in runs)


@given(lines_of_runs())
def test_undoubled_gives_back_every_line_of_doubled_runs(runs):
    assert undoubled(doubled(runs)) == "".join(runs)


@pytest.mark.parametrize(
    ("line", "once"),
    [
        ("甲乙丙甲乙丙44,,000000萬元萬元", "甲乙丙4,000萬元"),
        ("77,,500500多多", "7,500多"),
        ("99,,045045", "9,045"),
        ("5050多所多所", "50多所"),
        ("子丑子丑20172017年底年底，，", "子丑2017年底，"),
        ("甲甲乙丙丁乙丙丁", "甲乙丙丁"),
        ("甲乙甲乙丙丙", "甲乙丙"),
        ("「「甲乙甲乙。」。」", "「甲乙。」"),
        ("■■甲乙甲乙。。 丙丁丙丁", "■甲乙。 丙丁"),
        ("AA輪輪", "A輪"),
        ("甲乙丁甲乙丁甲乙丁甲乙丁", "甲乙丁甲乙丁"),
    ],
)
def test_undoubled_takes_each_run_once(line, once):
    assert undoubled(line) == once


@pytest.mark.parametrize("line", ["2,500人", "甲乙丙", "甲乙甲乙2", "甲乙甲乙，", "", "  "])
def test_undoubled_leaves_a_line_with_a_run_that_stands_once(line):
    assert undoubled(line) == line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("甲乙丙甲乙丙", True),
        ("■■甲乙丙甲乙丙22個個", True),
        ("甲乙丙甲乙丙22個", False),
        ("謝謝", False),
        ("甲乙甲乙", False),
        ("20182018", False),
        ("——", False),
        ("abcabc", False),
        ("", False),
    ],
)
def test_is_doubled_asks_for_three_chinese_characters_and_no_exception(line, expected):
    assert is_doubled(line) is expected


def test_undoubled_lines_follows_a_stretch_over_short_lines_and_blank_ones():
    lines = ("22", "甲", "33", "", "甲乙丙甲乙丙", "", "圳圳", "44", "人人有份", "55")

    undone = undoubled_lines(lines)

    assert undone == ("22", "甲", "3", "", "甲乙丙", "", "圳", "4", "人人有份", "55")


def test_undoubled_lines_touches_nothing_without_evidence():
    lines = ("22", "圳圳", "", "——")

    assert undoubled_lines(lines) == lines
    assert undoubled_lines(()) == ()
