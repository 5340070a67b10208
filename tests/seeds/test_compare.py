import pytest

from hkinno.seeds.compare import disagreement
from hkinno.seeds.facts import read_fact


def said(raw: dict, resource: str = "programmes") -> str | None:
    return disagreement(read_fact("x", resource, raw, "paper"), "2019")


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ({"value": "300000000", "unit": "HKD", "unit_basis": "inferred"}, "3億元"),
        ({"value": "90450000", "unit": "HKD", "qualifier": "about"}, "約合港幣9,045萬元"),
        ({"qualifier": "several", "magnitude": "1000000000", "unit": None}, "數十億元"),
        ({"value": "50", "max": "100", "unit": "companies"}, "50間至100間"),
        ({"value": "3.26", "unit": "percent"}, "3.26%"),
        ({"value": "33.33", "unit": "percent"}, "三分之一"),
        ({"value": "50", "unit": "percent"}, "一半"),
        ({"value": "2", "unit": "rank"}, "第二位"),
    ],
)
def test_value_that_the_words_compute_to_agrees(value, printed):
    assert said({"budget": value, "printed": printed}) is None


@pytest.mark.parametrize(
    ("value", "printed", "computed"),
    [
        ({"value": "3", "unit": "companies"}, "約3間", "about 3 number"),
        ({"value": "3", "unit": "companies"}, "3%", "exact 3 percent"),
        ({"value": "3", "unit": "percent"}, "3間", "exact 3 number"),
        ({"value": "3", "unit": "CNY"}, "港幣3元", "exact 3 HKD number"),
        ({"value": "34", "unit": "percent"}, "三分之一", "exact 1/3 fraction"),
        ({"value": "33.33", "unit": "companies"}, "三分之一", "exact 1/3 fraction"),
        ({"value": "5", "max": "6", "unit": "companies"}, "5至8間", "exact 5 to 8 number"),
        ({"value": "5", "unit": "companies"}, "數十間", "several 10 number"),
    ],
)
def test_value_that_differs_is_told_what_the_words_compute_to(value, printed, computed):
    assert f"{printed} computes to {computed}, not to" in said(
        {"budget": value, "printed": printed}
    )


def test_edition_is_held_against_the_ordinal():
    assert said({"edition": 2, "printed": "第二屆"}, "events") is None
    assert said({"edition": 3, "printed": "第二屆"}, "events") == (
        "第二屆 computes to exact 2 ordinal, not to 3"
    )


def test_names_and_references_are_not_computed():
    assert said({"administrator": "itc", "printed": "創科署"}) is None
