"""Notes that hold facts."""

import pytest

from hkinno.seeds.load import load_seeds
from hkinno.seeds.notes import find_facts, find_note_problems

EVIDENCE = ("2015", 2, None, "2015年", "page-2014-release", "2014-05-28", "Budget 2013-14")


@pytest.mark.parametrize(
    ("note", "facts"),
    [
        ("The year heads the list; so in lines 3-4, and line 77.", []),
        ("Display name of the registry's record 049tv2d57.", []),
        ("Counted from 2015, and published in May 2014.", []),
        ("It was 1,146 in the end.", ["1,146"]),
        ("The page gives November 2015.", ["November"]),
        ("Another paper has it in the city.", ["Another paper"]),
        ("He was to be President.", ["was to"]),
        ("It is 20 of them.", ["20"]),  # and not 2
        ("It won more in all.", ["in all"]),
        ("Two of them, in three cities and dozens of towns.", ["three", "dozens"]),
        ("One of the first; both are named.", []),
        ("該計劃有三個階段。", ["三"]),
        ("It was set up with others, the first after a pause.", ["was set up", "the first after"]),
    ],
)
def test_note_tells_what_its_statement_does_not_show(note, facts):
    assert find_facts(note, EVIDENCE) == facts


@pytest.mark.parametrize(
    "evidence", ["五年", "Five-Year Plan", {"value": "5"}, {"value": "hundreds", "count": 5}]
)
def test_number_in_words_may_be_shown_in_another_form(evidence):
    assert find_facts("After five years.", [evidence]) == []


def test_large_number_in_words_is_shown_by_the_same_word():
    assert find_facts("Hundreds of them.", ["hundreds"]) == []
    assert find_facts("Hundreds of them.", ["100"]) == ["Hundreds"]


def test_note_of_a_fact_is_checked(folder, seed):
    seed["records"]["c-scheme"]["facts"][1]["note"] = "Closed in 1999."

    assert list(find_note_problems(load_seeds(folder(seed)))) == [
        "c-scheme.launched.paper-2019.3: the note tells 1999; state it with its source"
    ]
