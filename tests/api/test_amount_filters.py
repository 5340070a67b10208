"""Filters for numbers, coordinates and quantities."""

import pytest

from hkinno.registry.values.quantities import quantity
from tests.factories import AwardFactory, EventFactory, PlaceFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def test_numbers_are_compared(ids, errors):
    for edition in (1, 7, None):
        EventFactory(id=f"edition-{edition}".lower(), edition=edition)

    assert ids("events", edition="7") == ["edition-7"]
    assert ids("events", edition__in="1,7") == ["edition-1", "edition-7"]
    assert ids("events", edition__gt="1") == ["edition-7"]
    assert ids("events", edition__gte="1") == ["edition-1", "edition-7"]
    assert ids("events", edition__lt="7") == ["edition-1"]
    assert ids("events", edition__lte="7") == ["edition-1", "edition-7"]
    assert ids("events", edition__isnull="true") == ["edition-none"]
    assert errors("events", edition="1.5") == [("edition", "invalid", None)]


def test_places_are_filtered_by_coordinates(ids, errors):
    PlaceFactory(id="hong-kong", latitude="22.30000", longitude="114.17469")
    PlaceFactory(id="nowhere")

    assert ids("places", latitude__gte="22.3", longitude__lt="114.2") == ["hong-kong"]
    assert ids("places", latitude="22.3") == ["hong-kong"]
    assert errors("places", latitude__gt="1e5") == [("latitude__gt", "invalid", None)]


@pytest.fixture
def budgets():
    """Programmes with budgets of various qualifiers and units."""
    for key, budget in {
        "over": {"value": "2800000000", "unit": "HKD", "qualifier": "over"},
        "range": {"value": "50", "max": "100", "unit": "HKD"},
        "several": {"magnitude": "100000000", "unit": "HKD", "qualifier": "several"},
        "yuan": {"value": "2800000000", "unit": "CNY"},
        "no-unit": {"value": "2800000000"},
    }.items():
        ProgrammeFactory(id=key, budget=quantity(budget))
    ProgrammeFactory(id="unknown")


@pytest.mark.parametrize(
    ("parameter", "value", "expected"),
    [
        ("budget", "2800000000", ["over"]),
        ("budget", "75.5", ["range"]),
        ("budget__gt", "100", ["over", "several"]),
        ("budget__gte", "100", ["over", "range", "several"]),
        ("budget__gte", "900000000", ["over", "several"]),
        ("budget__gte", "900000001", ["over"]),
        ("budget__lt", "200000000", ["range"]),
        ("budget__lte", "200000000", ["range", "several"]),
    ],
)
def test_amounts_are_compared_within_their_unit(ids, budgets, parameter, value, expected):
    assert ids("programmes", **{parameter: value}, budget__unit="HKD") == expected


def test_amount_filter_requires_a_unit(client, errors, budgets):
    response = client.get("/api/v1/programmes/", {"budget__gte": "1"})

    assert response.json()["detail"] == (
        "Amounts are compared within one unit: name it, as in budget__unit=HKD."
    )
    assert errors("programmes", budget__gte="1") == [("budget__unit", "required", None)]
    assert errors("programmes", budget__unit=["HKD", "CNY"]) == [
        ("budget__unit", "repeated-parameter", None)
    ]


def test_unit_is_a_filter_by_itself(ids, budgets):
    assert ids("programmes", budget__unit="CNY") == ["yuan"]
    assert ids("programmes", budget__isnull="true") == ["unknown"]


def test_awards_are_filtered_by_their_second_amount(ids):
    AwardFactory(id="award", also=quantity({"value": "90450000", "unit": "HKD"}))

    assert ids("awards", also__gt="90000000", also__unit="HKD") == ["award"]
    assert ids("awards", also__gt="90000000", also__unit="CNY") == []
