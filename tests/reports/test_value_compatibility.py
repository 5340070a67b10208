import pytest

from hkinno.registry.values.quantities import quantity
from hkinno.reports.value_compatibility import can_both_hold, is_single_valued, overlap


def quantity_of(value=None, qualifier="exact", unit="HKD", **more) -> dict:
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
def test_property_is_single_valued_by_its_type(name, single):
    assert is_single_valued(name) is single


@pytest.mark.parametrize(
    ("first", "second", "expected"),
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
def test_dates_overlap_if_they_share_a_day(first, second, expected):
    assert overlap(first, second) is expected


@pytest.mark.parametrize(
    ("name", "first", "second", "expected"),
    [
        ("established", "2012", "2012-06", True),
        ("established", "2012", "2013", False),
        ("edition", 1, 2, False),
        ("stage", "active", "active", True),
        ("host", {"id": "hku"}, {"id": "cuhk"}, False),
        ("place", {"id": "park"}, {"id": "city"}, True),
        ("place", {"id": "city"}, {"id": "park"}, True),
        ("place", {"id": "park"}, {"id": "elsewhere"}, False),
        ("place", {"id": "park"}, {"id": "zone"}, True),
        ("place", {"id": "city"}, {"id": "zone"}, False),
        ("part_of", {"id": "loop"}, {"id": "elsewhere"}, False),
        ("budget", quantity_of("100"), quantity_of("100", unit="CNY"), True),
        ("budget", quantity_of("100"), quantity_of("101"), False),
        ("budget", quantity_of("28", "over"), quantity_of("30"), True),
        ("budget", quantity_of("28", "over"), quantity_of("27"), False),
        ("budget", quantity_of("28", "at-least"), quantity_of("28"), True),
        ("budget", quantity_of("28", "up-to"), quantity_of("5"), True),
        ("budget", quantity_of("100", "nearly"), quantity_of("92"), True),
        ("budget", quantity_of("100", "nearly"), quantity_of("101"), False),
        ("budget", quantity_of("100", "about"), quantity_of("109"), True),
        ("budget", quantity_of("100", "about"), quantity_of("111"), False),
        ("budget", quantity_of("50", max="100"), quantity_of("70"), True),
        ("budget", quantity_of("50", max="100"), quantity_of("49"), False),
        ("budget", quantity_of(qualifier="several", magnitude="10"), quantity_of("99"), True),
        ("budget", quantity_of(qualifier="several", magnitude="10"), quantity_of("100"), False),
    ],
)
def test_can_both_hold_in_either_order(name, first, second, expected):
    containers = {"park": {"district", "zone"}, "district": {"city"}, "loop": {"loop"}}

    assert can_both_hold(name, first, second, containers) is expected
    assert can_both_hold(name, second, first, containers) is expected
