"""Parameters by the type of what they ask: text, dates, instants, numbers, amounts, identifiers."""

from datetime import timedelta, timezone

import pytest

from hkinno.registry.quantities import quantity
from tests.factories import (
    AwardFactory,
    EventFactory,
    FacilityFactory,
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    ProgrammeFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db


def test_a_name_is_found_in_either_language(ids):
    LabFactory(id="liver", name_zh="肝病實驗室", name_en="Liver Laboratory")
    LabFactory(id="other")

    assert ids("labs", name="肝病實驗室") == ["liver"]
    assert ids("labs", name="Liver Laboratory") == ["liver"]
    assert ids("labs", name="Liver") == []
    assert ids("labs", name__in="肝病實驗室,Name of other") == ["liver", "other"]
    assert ids("labs", name__startswith="Liver") == ["liver"]
    assert ids("labs", name__isnull="true") == []


def test_an_empty_text_is_refused(errors):
    assert errors("labs", name="") == [("name", "invalid-value", None)]
    assert errors("labs", name="x" * 501) == [("name", "invalid-value", None)]


def test_other_names_and_fields_of_work_are_found(ids):
    LabFactory(id="full", full=True)
    LabFactory(id="plain")

    assert ids("labs", aliases="KY") == ["full"]
    assert ids("labs", aliases__isnull="true", id__in="full,plain") == ["plain"]
    assert ids("labs", focus="肝病") == ["full"]
    assert ids("labs", focus__in="liver disease,none") == ["full"]


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
    ("how", "value", "found"),
    [
        ("established", "2018", ["of-june-2018", "since-2018"]),
        ("established", "2018-07", ["since-2018"]),
        ("established", "2012-03/2012-04", ["of-2012", "up-to-2015"]),
        (
            "established__in",
            "2012,2018-06",
            ["of-2012", "of-june-2018", "since-2018", "up-to-2015"],
        ),
        ("established__gt", "2012", ["of-june-2018", "since-2018"]),
        ("established__gte", "2015-12-31", ["of-june-2018", "since-2018", "up-to-2015"]),
        ("established__lt", "2018", ["of-2012", "up-to-2015"]),
        ("established__lte", "2018", ["of-2012", "of-june-2018", "since-2018", "up-to-2015"]),
        ("established__isnull", "true", ["unknown"]),
    ],
)
def test_dates_compare_by_what_they_may_mean(ids, dated, how, value, found):
    assert ids("labs", **{how: value}) == found


@pytest.mark.parametrize(
    "value", ["2018-13", "2018-02-30", "2019/2018", "../..", "x", "", "２０１８"]
)
def test_what_is_no_date_is_refused(errors, value):
    assert errors("labs", established=value) == [("established", "invalid-value", None)]


def test_a_comparison_is_made_once(errors):
    assert errors("labs", established__gt=["2018", "2019"]) == [
        ("established__gt", "repeated-parameter", None)
    ]


def test_a_day_compares_as_the_dates_do(ids):
    SourceFactory(id="seen", accessed="2026-11-21")
    SourceFactory(id="unseen")

    for how in ("accessed", "accessed__gte", "accessed__lte"):
        assert ids("sources", **{how: "2026-11"}) == ["seen"]
        assert ids("sources", **{how: "../2027"}) == ["seen"]
        assert ids("sources", **{how: "2026/.."}) == ["seen"]
    assert ids("sources", accessed__gt="2026-10") == ["seen"]
    assert ids("sources", accessed__lt="2026-12") == ["seen"]
    assert ids("sources", accessed__gt="2026/..") == []
    assert ids("sources", accessed__lt="../2027") == []
    assert ids("sources", accessed__isnull="true") == ["unseen"]


def test_instants_take_a_day_or_the_instant_itself(ids):
    at = LabFactory(id="lab").updated_at
    in_hong_kong = at.astimezone(timezone(timedelta(hours=8)))

    assert ids("labs", updated_at__gte=at.isoformat()) == ["lab"]
    assert ids("labs", updated_at__gt=in_hong_kong.isoformat()) == []
    assert ids("labs", updated_at__lte=str(at.date())) == ["lab"]
    assert ids("labs", updated_at__lt=str(at.date())) == []
    assert ids("labs", updated_at__gt="2020/2021") == ["lab"]
    assert ids("labs", updated_at__lt="2020/..") == []


@pytest.mark.parametrize("value", ["2026-11-21T09:00:00", "2026-11-21T25:00:00Z", "yesterday"])
def test_what_is_no_instant_is_refused(errors, value):
    assert errors("labs", created_at__gt=value) == [("created_at__gt", "invalid-value", None)]


def test_numbers_compare(ids, errors):
    for edition in (1, 7, None):
        EventFactory(id=f"edition-{edition}".lower(), edition=edition)

    assert ids("events", edition="7") == ["edition-7"]
    assert ids("events", edition__in="1,7") == ["edition-1", "edition-7"]
    assert ids("events", edition__gt="1") == ["edition-7"]
    assert ids("events", edition__gte="1") == ["edition-1", "edition-7"]
    assert ids("events", edition__lt="7") == ["edition-1"]
    assert ids("events", edition__lte="7") == ["edition-1", "edition-7"]
    assert ids("events", edition__isnull="true") == ["edition-none"]
    assert errors("events", edition="1.5") == [("edition", "invalid-value", None)]


def test_a_place_is_found_by_where_it_lies_on_earth(ids, errors):
    PlaceFactory(id="hong-kong", latitude="22.30000", longitude="114.17469")
    PlaceFactory(id="nowhere")

    assert ids("places", latitude__gte="22.3", longitude__lt="114.2") == ["hong-kong"]
    assert ids("places", latitude="22.3") == ["hong-kong"]
    assert errors("places", latitude__gt="1e5") == [("latitude__gt", "invalid-value", None)]


@pytest.fixture
def budgets():
    """Programmes with over 28 hundred million, a range, several hundred million, yuan, unknown."""
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
    ("how", "value", "found"),
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
def test_amounts_compare_within_their_unit(ids, budgets, how, value, found):
    assert ids("programmes", **{how: value}, budget__unit="HKD") == found


def test_amounts_without_a_unit_are_not_compared(client, errors, budgets):
    response = client.get("/api/v1/programmes/", {"budget__gte": "1"})

    assert response.json()["detail"] == (
        "Amounts are compared within one unit: name it, as in budget__unit=HKD."
    )
    assert errors("programmes", budget__gte="1") == [("budget__unit", "missing-unit", None)]
    assert errors("programmes", budget__unit=["HKD", "CNY"]) == [
        ("budget__unit", "repeated-parameter", None)
    ]


def test_a_unit_alone_is_a_filter_too(ids, budgets):
    assert ids("programmes", budget__unit="CNY") == ["yuan"]
    assert ids("programmes", budget__isnull="true") == ["unknown"]


@pytest.mark.parametrize(
    "written",
    [
        "ror:02zhqgq86",
        "ROR:02ZHQGQ86",
        "02zhqgq86",
        "https://ror.org/02zhqgq86",
        "http://www.ror.org/02zhqgq86",
        "wikidata:Q15568",
        "q15568",
        "https://www.wikidata.org/wiki/Q15568",
        "http://www.wikidata.org/entity/Q15568",
        "isni:0000 0001 2174 2757",
        "https://isni.org/isni/0000000121742757",
        "000000012174275x",
        "grid.194645.b",
        "501100003803",
        "https://doi.org/10.13039/501100003803",
        "10.13039/501100003803",
    ],
)
def test_an_identifier_is_found_as_a_client_has_it(ids, written):
    InstitutionFactory(
        id="hku",
        external_ids={
            "ror": ["02zhqgq86"],
            "wikidata": ["Q15568"],
            "isni": ["0000 0001 2174 2757", "0000 0001 2174 275X"],
            "grid": ["grid.194645.b"],
            "fundref": ["501100003803"],
        },
    )
    InstitutionFactory(id="other", external_ids={"ror": ["00q4vv597"]})
    InstitutionFactory(id="none")

    assert ids("institutions", external_id=written) == ["hku"]


def test_what_is_no_identifier_is_refused(ids, errors):
    InstitutionFactory(id="none")

    assert errors("institutions", external_id="hku") == [("external_id", "invalid-value", None)]
    assert ids("institutions", external_id__isnull="true") == ["none"]


def test_place_finds_what_lies_in_it_at_any_depth(ids):
    china = PlaceFactory(id="china")
    city = PlaceFactory(id="city", part_of=china)
    park = PlaceFactory(id="park", part_of=city)
    draft = PlaceFactory(id="draft", part_of=city, status="draft")
    FacilityFactory(id="in-park", place=park)
    FacilityFactory(id="in-draft", place=draft)
    FacilityFactory(id="nowhere")

    assert ids("facilities", place="china") == ["in-park"]
    assert ids("facilities", place__in="park") == ["in-park"]
    assert ids("facilities", place__isnull="true") == ["in-draft", "nowhere"]
    assert ids("places", place="china") == ["city", "park"]


def test_a_circle_of_places_has_an_end(ids):
    one = PlaceFactory(id="one")
    other = PlaceFactory(id="other", part_of=one)
    type(one).objects.filter(pk="one").update(part_of=other)
    LabFactory(id="lab", place=one)

    assert ids("labs", place="other") == ["lab"]


def test_evidence_is_counted_and_dated(ids):
    twice, once = LabFactory(id="twice"), LabFactory(id="once")
    LabFactory(id="never")
    printed = SourceFactory(published="2017", published_basis="printed")
    looked_at = SourceFactory(accessed="2026-11-21")
    StatementFactory(subject=twice, source=printed)
    StatementFactory(subject=twice, source=looked_at)
    StatementFactory(subject=once, source=SourceFactory())

    assert ids("labs", statement_count="2") == ["twice"]
    assert ids("labs", statement_count__lt="2") == ["never", "once"]
    assert ids("labs", last_confirmed="2026-11") == ["twice"]
    assert ids("labs", last_confirmed__lte="2025") == []
    assert ids("labs", last_confirmed__isnull="true") == ["never", "once"]


def test_statements_are_found_by_their_lines(ids):
    StatementFactory(id="a", full=True, first_line=206, last_line=208, also_lines=[[12, 13]])
    StatementFactory(id="b")

    assert ids("statements", line="207") == ["a"]
    assert ids("statements", line=["13", "500"]) == ["a"]
    assert ids("statements", line__in="14") == []
    assert ids("statements", line__gte="208", line__lte="300") == ["a"]
    assert ids("statements", line__gt="205") == ["a"]
    assert ids("statements", line__lt="208") == []
    assert ids("statements", line__isnull="true") == ["b"]


def test_statements_are_found_by_what_their_value_refers_to(ids):
    InstitutionFactory(id="hku")
    StatementFactory(id="a", property="host", value={"id": "hku"})
    StatementFactory(id="b")

    assert ids("statements", refers_to="hku") == ["a"]
    assert ids("statements", refers_to__isnull="true") == ["b"]


def test_an_award_is_found_by_its_second_amount(ids):
    AwardFactory(id="award", also=quantity({"value": "90450000", "unit": "HKD"}))

    assert ids("awards", also__gt="90000000", also__unit="HKD") == ["award"]
    assert ids("awards", also__gt="90000000", also__unit="CNY") == []


@pytest.mark.parametrize("value", ["9999-12-31T23:59:59-23:59", "2026-11-21T09:00:00+25:00"])
def test_an_instant_that_no_clock_shows_is_named(client, value):
    (error,) = client.get("/api/v1/labs/", {"updated_at__gt": value}).json()["errors"]

    assert (error["code"], error["parameter"]) == ("invalid-value", "updated_at__gt")


def test_an_instant_of_any_zone_is_compared_in_utc(client):
    LabFactory()

    response = client.get("/api/v1/labs/", {"updated_at__gt": "2026-01-01T09:00:00+16:00"})

    assert response.json()["count"] == 1
