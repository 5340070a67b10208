import pytest

from hkinno.seeds.check import check_articles
from hkinno.seeds.load import load_seeds


def report(folder):
    return check_articles(load_seeds(folder), folder)


def test_valid_seeds_have_no_problems(folder, seed):
    result = report(folder(seed))

    assert result.problems == []
    assert (result.checked, result.coverage) == (4, {"paper.txt": (2, 3)})


@pytest.mark.parametrize(
    ("fact", "problem"),
    [
        ({"host": "x", "printed": "丁大學", "lines": 1}, "丁大學 is not printed in lines 1-1"),
        ({"host": "x", "printed": "甲", "lines": 9}, "paper.txt has lines 1 to 4, not 9 to 9"),
        (
            {"established": "1700", "printed": "3", "lines": 3, "note": "x"},
            "value 1700 is before 1800",
        ),
        (
            {"established": "2020", "printed": "3", "lines": 3},
            "3 is parsed as no date, not as 2020",
        ),
        (
            {"established": "2017", "printed": "2018年6月", "lines": 3},
            "2018年6月 is parsed as 2018-06, not as 2017",
        ),
        (
            {"host": "x", "printed": "甲", "lines": 1, "as_of": "2021"},
            "as_of 2021 is stated, but is later than the article (2019-03)",
        ),
        (
            {"budget": {"value": "3", "unit": "HKD"}, "printed": "逾3億元", "lines": 3},
            "逾3億元 is parsed as over 300000000 number, not as 3 HKD printed exact",
        ),
        (
            {"budget": {"value": "3", "unit": "HKD"}, "printed": "完", "lines": 4},
            "完 is parsed as nothing, not as 3 HKD printed exact",
        ),
    ],
)
def test_fact_that_differs_from_the_article_is_reported(folder, seed, fact, problem):
    seed["records"]["b-lab"]["facts"] = [
        {"host": "a", "printed": "甲", "lines": 1, "key": "k"},
        fact,
    ]

    problems = report(folder(seed)).problems

    assert problem in [text.partition(": ")[2] for text in problems]


def test_value_may_differ_with_a_reason(folder, seed):
    seed["records"]["c-scheme"]["facts"][0] |= {
        "budget": {"value": "310000000", "unit": "HKD", "unit_basis": "inferred"},
        "note": "differs: the table says more exactly.",
    }

    assert report(folder(seed)).problems == []


def test_date_that_cannot_be_parsed_needs_a_note(folder, seed):
    fact = {"established": "2018", "printed": "甲大學", "lines": 1, "note": "Said elsewhere."}
    seed["records"]["b-lab"]["facts"] = [fact]

    assert report(folder(seed)).problems == []


def test_plan_may_lie_after_the_article(folder, seed):
    seed["records"]["b-lab"]["facts"] += [
        {"closed": "2030", "printed": "甲", "lines": 1, "modality": "planned"}
        | {"note": "x", "basis": "context"}
    ]

    assert report(folder(seed)).problems == []


def test_article_without_a_date_sets_no_horizon(folder, seed):
    del seed["source"]["published"], seed["source"]["published_basis"]
    seed["records"]["b-lab"]["facts"][0]["as_of"] = "2021"

    assert report(folder(seed)).problems == []


def test_line_without_a_fact_other_than_exists_or_a_reason_is_reported(folder, seed):
    seed["records"]["b-lab"]["facts"] = [{"exists": True, "printed": "甲", "lines": 1}]
    seed["nothing_to_register"] = [{"lines": "5-6", "reason": "x"}]

    assert report(folder(seed)).problems == [
        "paper-2019: lines without a fact or a reason: 1, 4",
        "paper-2019: lines that do not exist: 5-6",
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"file": "other.txt"}, "paper-2019: cannot read other.txt: FileNotFoundError"),
        ({"sha256": "0" * 64}, "paper-2019: the sha256 of paper.txt differs from the seeds"),
    ],
)
def test_article_that_is_missing_or_changed_is_reported(folder, seed, change, problem):
    seed["source"] |= change

    assert report(folder(seed)).problems == [problem]
