"""Filters for partial dates, days and instants."""

from datetime import timedelta, timezone

import pytest

from tests.factories import LabFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dated():
    """Labs of 2012, June 2018, since 2018, before 2015, and of unknown date."""
    for key, date in {
        "of-2012": "2012",
        "of-june-2018": "2018-06",
        "since-2018": "2018/..",
        "up-to-2015": "../2015",
        "unknown": None,
    }.items():
        LabFactory(id=key, established=date)


@pytest.mark.parametrize(
    ("parameter", "value", "expected"),
    [
        ("established", "2018", ["of-june-2018"]),
        ("established", "2018-07", []),
        ("established__in", "2012,2018-06", ["of-2012", "of-june-2018"]),
        ("established__gt", "2012", ["of-june-2018", "since-2018"]),
        ("established__gte", "2018", ["of-june-2018", "since-2018"]),
        ("established__gte", "2018-02", ["of-june-2018"]),
        ("established__lt", "2016", ["of-2012", "up-to-2015"]),
        ("established__lte", "2015", ["of-2012", "up-to-2015"]),
        ("established__lte", "2014", ["of-2012"]),
        ("established__lte", "2018", ["of-2012", "of-june-2018", "up-to-2015"]),
    ],
)
def test_dates_match_what_they_say_for_certain(ids, dated, parameter, value, expected):
    assert ids("labs", **{parameter: value}) == expected


@pytest.mark.parametrize(
    ("parameter", "value", "expected"),
    [
        ("established", "2018", ["of-june-2018", "since-2018"]),
        ("established", "2018-07", ["since-2018"]),
        ("established", "2012-03/2012-04", ["of-2012", "up-to-2015"]),
        (
            "established__in",
            "2012,2018-06",
            ["of-2012", "of-june-2018", "since-2018", "up-to-2015"],
        ),
        ("established__gt", "2012", ["of-june-2018", "since-2018", "up-to-2015"]),
        ("established__gte", "2015-12-31", ["of-june-2018", "since-2018", "up-to-2015"]),
        ("established__lt", "2018", ["of-2012", "up-to-2015"]),
        ("established__lte", "2018", ["of-2012", "of-june-2018", "since-2018", "up-to-2015"]),
        ("established__isnull", "true", ["unknown"]),
    ],
)
def test_possible_dates_are_compared_as_ranges(ids, dated, parameter, value, expected):
    assert ids("labs", **{parameter: value, "dates": "possible"}) == expected


@pytest.mark.parametrize(
    "value", ["2018-13", "2018-02-30", "2019/2018", "../..", "x", "", "２０１８"]
)
def test_invalid_date_is_an_error(errors, value):
    assert errors("labs", established=value) == [("established", "invalid", None)]


def test_comparison_cannot_be_repeated(errors):
    assert errors("labs", established__gt=["2018", "2019"]) == [
        ("established__gt", "repeated-parameter", None)
    ]


def test_days_are_compared_like_partial_dates(ids):
    SourceFactory(id="seen", accessed="2026-11-21")
    SourceFactory(id="unseen")

    for parameter in ("accessed", "accessed__gte", "accessed__lte"):
        assert ids("sources", **{parameter: "2026-11"}) == ["seen"]
        assert ids("sources", **{parameter: "../2027"}) == ["seen"]
        assert ids("sources", **{parameter: "2026/.."}) == ["seen"]
    assert ids("sources", accessed__gt="2026-10") == ["seen"]
    assert ids("sources", accessed__lt="2026-12") == ["seen"]
    assert ids("sources", accessed__gt="2026/..") == []
    assert ids("sources", accessed__lt="../2027") == []
    assert ids("sources", accessed__isnull="true") == ["unseen"]


def test_instants_are_compared_with_days_and_instants(ids):
    at = LabFactory(id="lab").updated_at
    in_hong_kong = at.astimezone(timezone(timedelta(hours=8)))

    assert ids("labs", updated_at__gte=at.isoformat()) == ["lab"]
    assert ids("labs", updated_at__gt=in_hong_kong.isoformat()) == []
    assert ids("labs", updated_at__lte=str(at.date())) == ["lab"]
    assert ids("labs", updated_at__lt=str(at.date())) == []
    assert ids("labs", updated_at__gt="2020/2021") == ["lab"]
    assert ids("labs", updated_at__lt="2020/..") == []


@pytest.mark.parametrize("value", ["2026-11-21T09:00:00", "2026-11-21T25:00:00Z", "yesterday"])
def test_invalid_instant_is_an_error(errors, value):
    assert errors("labs", created_at__gt=value) == [("created_at__gt", "invalid", None)]


@pytest.mark.parametrize("value", ["9999-12-31T23:59:59-23:59", "2026-11-21T09:00:00+25:00"])
def test_instant_out_of_range_is_an_error(client, value):
    (error,) = client.get("/api/v1/labs/", {"updated_at__gt": value}).json()["errors"]

    assert (error["code"], error["parameter"]) == ("invalid", "updated_at__gt")


def test_instant_is_compared_in_utc(client):
    LabFactory()

    response = client.get("/api/v1/labs/", {"updated_at__gt": "2026-01-01T09:00:00+16:00"})

    assert response.json()["count"] == 1
