import pytest

from hkinno.registry.values.quantities import quantity
from hkinno.reports.contradictions import can_both_hold, is_single_valued, overlap


def amount(value=None, qualifier="exact", unit="HKD", **more) -> dict:
    return quantity({"value": value, "qualifier": qualifier, "unit": unit} | more)


@pytest.mark.parametrize(
    ("name", "single"),
    [
        ("host", True),
        ("budget", True),
        ("established", True),
        ("edition", True),
        ("stage", True),
        ("focus", False),
        ("external_ids", False),
        ("partner", False),
        ("name_en", False),
        ("exists", False),
    ],
)
def test_property_is_single_valued_when_two_values_would_contradict(name, single):
    assert is_single_valued(name) is single


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ("2012", "2012-06", True),
        ("2012", "2013", False),
        ("../2012", "2012/..", True),
        ("../2011", "2012/..", False),
        ("2010/..", "2012/..", True),
        ("../2010", "../2012", True),
        (None, "2012", True),
        ("2012", None, True),
    ],
)
def test_dates_meet_when_they_share_a_day(first, second, meet):
    assert overlap(first, second) is meet


@pytest.mark.parametrize(
    ("name", "first", "second", "agree"),
    [
        ("established", "2012", "2012-06", True),
        ("established", "2012", "2013", False),
        ("edition", 1, 2, False),
        ("stage", "active", "active", True),
        ("host", {"id": "hku"}, {"id": "cuhk"}, False),
        ("place", {"id": "park"}, {"id": "city"}, True),
        ("place", {"id": "city"}, {"id": "park"}, True),
        ("place", {"id": "park"}, {"id": "elsewhere"}, False),
        ("part_of", {"id": "loop"}, {"id": "elsewhere"}, False),
        ("budget", amount("100"), amount("100", unit="CNY"), True),
        ("budget", amount("100"), amount("101"), False),
        ("budget", amount("28", "over"), amount("30"), True),
        ("budget", amount("28", "over"), amount("27"), False),
        ("budget", amount("28", "at-least"), amount("28"), True),
        ("budget", amount("28", "up-to"), amount("5"), True),
        ("budget", amount("100", "nearly"), amount("92"), True),
        ("budget", amount("100", "nearly"), amount("101"), False),
        ("budget", amount("100", "about"), amount("109"), True),
        ("budget", amount("100", "about"), amount("111"), False),
        ("budget", amount("50", max="100"), amount("70"), True),
        ("budget", amount("50", max="100"), amount("49"), False),
        ("budget", amount(qualifier="several", magnitude="10"), amount("99"), True),
        ("budget", amount(qualifier="several", magnitude="10"), amount("100"), False),
    ],
)
def test_two_values_agree_when_both_can_hold(name, first, second, agree):
    wholes = {"park": "district", "district": "city", "loop": "loop"}

    assert can_both_hold(name, first, second, wholes) is agree
    assert can_both_hold(name, second, first, wholes) is agree
