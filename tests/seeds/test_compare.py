import pytest

from hkinno.seeds.compare import find_mismatch
from hkinno.seeds.facts import parse_fact


def mismatch(raw: dict, resource: str = "programmes") -> str | None:
    return find_mismatch(parse_fact("x", resource, raw, "paper"), "2019")


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
def test_value_that_is_parsed_from_the_printed_text_matches(value, printed):
    assert mismatch({"budget": value, "printed": printed}) is None


@pytest.mark.parametrize(
    ("value", "printed", "parsed"),
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
def test_mismatch_gives_the_parsed_value(value, printed, parsed):
    assert f"{printed} is parsed as {parsed}, not as" in mismatch(
        {"budget": value, "printed": printed}
    )


def test_edition_is_compared_with_the_ordinal():
    assert mismatch({"edition": 2, "printed": "第二屆"}, "events") is None
    assert mismatch({"edition": 3, "printed": "第二屆"}, "events") == (
        "第二屆 is parsed as exact 2 ordinal, not as 3"
    )


def test_names_and_references_are_not_compared():
    assert mismatch({"administrator": "itc", "printed": "創科署"}) is None
