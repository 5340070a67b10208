"""What charts compute from the answers of the API."""

from datetime import date

import pytest

from hkinno.registry.values.quantities import quantity
from hkinno.site.charts.collaboration import read_collaboration
from hkinno.site.charts.funding import read_funding
from hkinno.site.charts.indicators import read_series
from hkinno.site.charts.matrix import read_matrix
from hkinno.site.charts.rows import first_year
from hkinno.site.charts.targets import read_targets, target_state
from hkinno.site.charts.timeline import FIRST_YEAR, read_timeline
from tests.factories import (
    EventFactory,
    IndicatorFactory,
    InstitutionFactory,
    LabFactory,
    ObservationFactory,
    ProgrammeFactory,
    RelationFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)


def amount(value, unit="HKD"):
    return quantity({"value": value, "unit": unit})


@pytest.mark.parametrize(
    ("text", "year"),
    [("2018-06", 2018), ("../2020", 2020), ("2019/..", 2019), ("2019/2021", 2019), ("..", None)],
)
def test_first_year_of_a_partial_date(text, year):
    assert first_year(text) == year


def test_timeline_stacks_records_by_year_with_plans_last(request_of_page):
    EventFactory(id="planned", starts="2018", stage="planned")
    EventFactory(id="held", starts="2018-06")
    EventFactory(id="early", starts="1911")
    EventFactory(id="undated", starts=None)
    EventFactory(id="begun-before", starts="../2018")

    timeline = read_timeline(request_of_page, {})

    (lane,) = timeline.lanes
    assert [(dot.record["id"], dot.year, dot.is_plan) for dot in lane.dots] == [
        ("early", 1911, False),
        ("held", 2018, False),
        ("planned", 2018, True),
    ]
    assert timeline.years[0][0] == FIRST_YEAR
    assert lane.dots[0].x < timeline.years[0][1] <= lane.dots[1].x
    assert lane.dots[1].y == lane.dots[2].y
    assert [
        lane.resource for lane in read_timeline(request_of_page, {"stage": ["ended"]}).lanes
    ] == []


def test_matrix_counts_existing_and_planned_laboratories(request_of_page):
    host = InstitutionFactory(id="hku")
    LabFactory(id="one", host=host, topics=["robotics", "space"])
    LabFactory(id="two", host=host, topics=["robotics"], stage="planned")
    LabFactory(id="unhosted", host=None)

    matrix = read_matrix(request_of_page)

    (row,) = matrix.rows
    assert (row.host["id"], row.total, matrix.topics) == ("hku", 2, ["robotics", "space"])
    assert [(cell.existing, cell.planned) for cell in row.cells] == [(1, 1), (1, 0)]


@pytest.mark.parametrize(
    ("stage", "due", "state"),
    [
        ("active", "2017", "done"),
        ("planned", "2017", "overdue"),
        ("planned", "2026", "open"),
        ("planned", "2026-10", "overdue"),
        ("planned", "2020/2030", "open"),
        ("planned", "2020/..", "overdue"),
        ("planned", None, "open"),
    ],
)
def test_state_of_a_target(stage, due, state):
    assert target_state({"stage": stage, "due": due}, TODAY) == state


def test_the_api_says_whether_a_target_is_overdue():
    row = {"stage": "planned", "due": "2017", "is_overdue": False}

    assert target_state(row, TODAY) == "open"


def test_targets_stand_under_the_year_of_their_end(request_of_page):
    for key, due in (("b", "2020/2030"), ("a", "2017"), ("c", None)):
        TargetFactory(id=key, due=due)

    years = read_targets(request_of_page, TODAY)

    assert [(year.year, [target.row["id"] for target in year.targets]) for year in years] == [
        (2017, ["a"]),
        (2030, ["b"]),
        (None, ["c"]),
    ]


def test_series_need_two_years_and_begin_at_zero(request_of_page):
    indicator = IndicatorFactory(id="spending")
    for year, value in (("2016", "1"), ("2018", "2")):
        ObservationFactory(id=f"o{year}", indicator=indicator, period=year, quantity=amount(value))
    ObservationFactory(id="alone", period="2018", quantity=amount("1"))

    (series,) = read_series(request_of_page)

    assert [(point.year, point.y) for point in series.points] == [(2016, 75.0), (2018, 26.0)]
    assert series.line.startswith("M26.0 75.0L")


def test_the_first_rank_is_at_the_top_and_two_values_of_a_year_are_no_course(request_of_page):
    indicator = IndicatorFactory(id="rank")
    for key, year, value in (("a", "2016", "4"), ("b", "2018", "1"), ("c", "2018", "2")):
        rank = amount(value, "rank")
        ObservationFactory(id=key, indicator=indicator, period=year, quantity=rank)

    (series,) = read_series(request_of_page)

    heights = {point.row["id"]: point.y for point in series.points}
    assert heights["b"] < heights["c"] < heights["a"]
    assert series.line == ""


def test_budgets_are_ranked_within_their_currency(request_of_page):
    ProgrammeFactory(id="small", budget=amount("50"))
    ProgrammeFactory(id="large", budget=amount("200"))
    ProgrammeFactory(id="yuan", budget=amount("1000", "CNY"), stage="planned")
    several = {"unit": "HKD", "qualifier": "several", "magnitude": "1000"}
    ProgrammeFactory(id="several", budget=quantity(several))

    currencies = read_funding(request_of_page)

    assert [
        (currency.unit, [(budget.row["id"], budget.width) for budget in currency.budgets])
        for currency in currencies
    ] == [("HKD", [("large", 100.0), ("small", 25.0)]), ("CNY", [("yuan", 100.0)])]
    assert currencies[1].budgets[0].is_plan


def test_partners_stand_beside_each_other_on_the_circle(request_of_page):
    hub = InstitutionFactory(id="hub")
    for key in ("a", "b"):
        RelationFactory(subject=InstitutionFactory(id=key), role="partner", object=hub)
    RelationFactory(
        subject=InstitutionFactory(id="x"), role="works-with", object=InstitutionFactory(id="y")
    )

    circle = read_collaboration(request_of_page)

    assert [node.record["id"] for node in circle.nodes] == ["hub", "a", "b", "x", "y"]
    assert (len(circle.chords), len(circle.relations), circle.left_out) == (3, 3, 0)


def test_only_so_many_nodes_are_drawn(request_of_page, monkeypatch):
    monkeypatch.setattr("hkinno.site.charts.collaboration.MAX_NODES", 2)
    hub = InstitutionFactory(id="hub")
    for key in ("a", "b"):
        RelationFactory(subject=InstitutionFactory(id=key), role="partner", object=hub)

    circle = read_collaboration(request_of_page)

    assert (len(circle.nodes), len(circle.chords), circle.left_out) == (2, 1, 1)


def test_collaboration_that_is_only_claimed_is_drawn_as_such(client):
    hub = InstitutionFactory(id="hub")
    for modality in ("stated", "claimed"):
        RelationFactory(subject=LabFactory(), role="partner", object=hub, modality=modality)

    response = client.get("/en/charts/collaboration/")

    circle, page = response.context_data["circle"], response.content.decode()
    assert sorted(is_plan for _chord, is_plan in circle.chords) == [False, True]
    assert page.count('class="edge plan"') == page.count("badge modality-claimed") == 1


def test_matrix_shows_the_hosts_with_the_most_laboratories(request_of_page, monkeypatch):
    monkeypatch.setattr("hkinno.site.charts.matrix.MAX_HOSTS", 1)
    hosts = {key: InstitutionFactory(id=key) for key in ("cuhk", "hku")}
    for key, host in (("a", "cuhk"), ("b", "hku"), ("c", "hku")):
        LabFactory(id=key, host=hosts[host])

    matrix = read_matrix(request_of_page)

    assert [(row.host["id"], row.total) for row in matrix.rows] == [("hku", 2)]
    assert matrix.left_out == 1


def test_matrix_leaves_out_hosts_that_are_not_public(request_of_page):
    LabFactory(host=InstitutionFactory(id="draft", status="draft"))

    assert read_matrix(request_of_page).rows == []


def test_timeline_says_that_it_shows_the_latest_records(request_of_page, client, monkeypatch):
    for starts in ("2017", "2018"):
        EventFactory(id=f"event-{starts}", starts=starts)
    (complete,) = read_timeline(request_of_page, {}).lanes
    assert complete.query == ""
    monkeypatch.setattr("hkinno.site.charts.timeline.MAX_DOTS", 1)
    monkeypatch.setattr("hkinno.site.charts.timeline.LATEST", 1)

    (lane,) = read_timeline(request_of_page, {}).lanes
    page = client.get("/en/charts/timeline/").content.decode()

    assert [dot.record["id"] for dot in complete.dots] == ["event-2017", "event-2018"]
    assert [dot.record["id"] for dot in lane.dots] == ["event-2018"]
    assert "the latest 1 of 2" in page
    assert 'href="/en/events/?starts__isnull=false&amp;ordering=-starts">All 2</a>' in page


def test_timeline_says_how_many_dates_name_no_year(client):
    EventFactory(id="event", starts="2017")
    EventFactory(id="early", starts="../2018")

    page = client.get("/en/charts/timeline/").content.decode()

    assert "1, and 1 of which only an “until” is known" in page


@pytest.mark.parametrize(
    "name", "timeline funding labs-by-host targets indicators collaboration map".split()
)
def test_chart_of_an_empty_registry_says_so(client, name):
    page = client.get(f"/zh-hant/charts/{name}/").content.decode()

    assert "註冊庫尚未有這幅圖表的資料。" in page
    assert "<svg" not in page
