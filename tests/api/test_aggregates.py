"""`aggregate`."""

import pytest

from hkinno.registry.values.quantities import quantity
from tests.factories import (
    AwardFactory,
    EventFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db


def test_list_without_amounts_has_no_aggregates(errors):
    assert errors("people", aggregate="x") == [("aggregate", "unknown-parameter", None)]
    assert errors("statements", aggregate="x") == [("aggregate", "unknown-parameter", None)]


def create_award(value, unit="HKD", modality="stated", **columns):
    """An award of an amount, supported by a statement of the modality."""
    award = AwardFactory(amount=quantity({"value": value, "unit": unit}), **columns)
    StatementFactory(subject=award, property="amount", value=award.amount, modality=modality)
    return award


def test_aggregates_separate_units_and_plans(client):
    create_award("100.5")
    create_award("200")
    create_award("7", unit="CNY")
    create_award("1000", modality="planned")
    create_award("3000", stage="proposed")
    AwardFactory(amount=quantity({"value": "1", "max": "2", "unit": "HKD"}))
    AwardFactory(amount=quantity({"value": "5"}))
    AwardFactory(amount=None)

    query = {"aggregate": "amount:sum,amount:max,amount:min", "page_size": "1"}
    assert client.get("/api/v1/awards/", query).json()["aggregates"] == {
        "amount": [
            aggregate("CNY", False, 1, 0, "7", "7", "7"),
            aggregate("HKD", False, 2, 1, "300.5", "200", "100.5"),
            aggregate("HKD", True, 2, 0, "4000", "3000", "1000"),
            aggregate(None, False, 0, 1, None, None, None),
        ]
    }


def aggregate(unit, is_plan, count, left_out, total, maximum, minimum):
    return {
        "unit": unit,
        "is_plan": is_plan,
        "count": count,
        "left_out": left_out,
        "sum": total,
        "max": maximum,
        "min": minimum,
    }


def test_numbers_are_aggregated(client):
    AwardFactory(number_of_projects=3)
    AwardFactory(number_of_projects=4)
    EventFactory(edition=7)

    awards = client.get("/api/v1/awards/", {"aggregate": "number_of_projects:sum"}).json()
    events = client.get("/api/v1/events/", {"aggregate": "edition:max"}).json()

    assert awards["aggregates"]["number_of_projects"] == [
        {"unit": None, "is_plan": False, "count": 2, "left_out": 0, "sum": "7"}
    ]
    assert events["aggregates"]["edition"][0]["max"] == "7"
