import pytest

from hkinno.seeds.check import check
from hkinno.seeds.load import read_seeds


def report(folder):
    return check(read_seeds(folder), folder)


def test_sound_seeds_pass_with_their_coverage(folder, seed):
    found = report(folder(seed))

    assert found.problems == []
    assert (found.checked, found.covered) == (4, {"paper.txt": (2, 3)})


@pytest.mark.parametrize(
    ("fact", "fault"),
    [
        ({"host": "x", "printed": "丁大學", "lines": 1}, "丁大學 is not printed in lines 1-1"),
        ({"host": "x", "printed": "甲", "lines": 9}, "paper.txt has lines 1 to 4, not 9 to 9"),
        (
            {"established": "1700", "printed": "3", "lines": 3, "note": "x"},
            "value 1700 is before 1800",
        ),
        (
            {"established": "2020", "printed": "3", "lines": 3},
            "3 computes to no date, not to 2020",
        ),
        (
            {"established": "2017", "printed": "2018年6月", "lines": 3},
            "2018年6月 computes to 2018-06, not to 2017",
        ),
        (
            {"host": "x", "printed": "甲", "lines": 1, "as_of": "2021"},
            "as_of 2021 is stated as a fact, but lies after the article (2019-03)",
        ),
        (
            {"budget": {"value": "3", "unit": "HKD"}, "printed": "逾3億元", "lines": 3},
            "逾3億元 computes to over 300000000 number, not to 3 HKD printed exact",
        ),
        (
            {"budget": {"value": "3", "unit": "HKD"}, "printed": "完", "lines": 4},
            "完 computes to nothing, not to 3 HKD printed exact",
        ),
    ],
)
def test_fact_that_differs_from_the_article_is_named(folder, seed, fact, fault):
    seed["records"]["b-lab"]["facts"] = [
        {"host": "a", "printed": "甲", "lines": 1, "key": "k"},
        fact,
    ]

    problems = report(folder(seed)).problems

    assert fault in [problem.partition(": ")[2] for problem in problems]


def test_reason_lets_a_value_differ(folder, seed):
    seed["records"]["c-scheme"]["facts"][0] |= {
        "budget": {"value": "310000000", "unit": "HKD", "unit_basis": "inferred"},
        "note": "differs: the table says more exactly.",
    }

    assert report(folder(seed)).problems == []


def test_date_that_cannot_be_computed_needs_a_note(folder, seed):
    fact = {"established": "2018", "printed": "甲大學", "lines": 1, "note": "Said elsewhere."}
    seed["records"]["b-lab"]["facts"] = [fact]

    assert report(folder(seed)).problems == []


def test_plan_may_lie_after_the_article(folder, seed):
    seed["records"]["b-lab"]["facts"] += [
        {"closed": "2030", "printed": "甲", "lines": 1, "modality": "planned", "note": "x"}
    ]

    assert report(folder(seed)).problems == []


def test_article_without_a_date_sets_no_horizon(folder, seed):
    del seed["source"]["published"], seed["source"]["published_basis"]
    seed["records"]["b-lab"]["facts"][0]["as_of"] = "2021"

    assert report(folder(seed)).problems == []


def test_line_without_a_fact_or_a_reason_is_named_and_exists_covers_nothing(folder, seed):
    seed["records"]["b-lab"]["facts"] = [{"exists": True, "printed": "甲", "lines": 1}]
    seed["nothing_to_register"] = [{"lines": "5-6", "reason": "x"}]

    assert report(folder(seed)).problems == [
        "paper-2019: lines without a fact or a reason: 1, 4",
        "paper-2019: there are no lines 5-6",
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"file": "other.txt"}, "paper-2019: cannot read other.txt: FileNotFoundError"),
        ({"sha256": "0" * 64}, "paper-2019: paper.txt is another file: its sha256 differs"),
    ],
)
def test_article_that_is_missing_or_another_is_named(folder, seed, change, fault):
    seed["source"] |= change

    assert report(folder(seed)).problems == [fault]
