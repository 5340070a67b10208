from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hkinno.seeds.doubled_characters import deduplicate_line, deduplicate_lines, is_duplicated

ALPHABETS = ("甲乙丙丁子丑寅卯", "0123456789", "ABCxyz", "，。、「」（）■%")
RUNS = st.one_of(*(st.text(letters, min_size=1, max_size=9) for letters in ALPHABETS))


def script(run: str) -> int:
    return next(n for n, letters in enumerate(ALPHABETS) if run[0] in letters)


@st.composite
def lines_of_runs(draw):
    """Runs in alternating scripts, some followed by a space."""
    runs = draw(st.lists(RUNS, min_size=1, max_size=9))
    assume(all(script(first) != script(second) for first, second in pairwise(runs)))
    return [run + draw(st.sampled_from(["", " "])) for run in runs]


def repeat_runs(runs):
    return "".join(2 * run.strip() + run[len(run.strip()) :] for run in runs)


@given(lines_of_runs())
def test_deduplicate_line_restores_every_line_of_repeated_runs(runs):
    assert deduplicate_line(repeat_runs(runs)) == "".join(runs)


@pytest.mark.parametrize(
    ("line", "deduplicated"),
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
def test_deduplicate_line_removes_repeated_runs(line, deduplicated):
    assert deduplicate_line(line) == deduplicated


@pytest.mark.parametrize("line", ["2,500人", "甲乙丙", "甲乙甲乙2", "甲乙甲乙，", "", "  "])
def test_deduplicate_line_does_not_change_a_line_with_a_single_run(line):
    assert deduplicate_line(line) == line


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
def test_is_duplicated_needs_three_chinese_characters_and_no_single_run(line, expected):
    assert is_duplicated(line) is expected


def test_deduplicate_lines_includes_short_neighbours_across_blank_lines():
    lines = ("22", "甲", "33", "", "甲乙丙甲乙丙", "", "圳圳", "44", "人人有份", "55")

    deduplicated = deduplicate_lines(lines)

    assert deduplicated == ("22", "甲", "3", "", "甲乙丙", "", "圳", "4", "人人有份", "55")


def test_deduplicate_lines_changes_nothing_without_evidence():
    lines = ("22", "圳圳", "", "——")

    assert deduplicate_lines(lines) == lines
    assert deduplicate_lines(()) == ()
