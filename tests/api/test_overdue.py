"""`is_overdue`, `stage_as_of`, `stage_source` and `last_confirmed`."""

from datetime import date

import pytest
from django.utils import timezone

from hkinno.registry.rest import documents
from tests.factories import (
    EventFactory,
    FacilityFactory,
    LabFactory,
    SourceFactory,
    StatementFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def set_today(monkeypatch):
    """Sets the day of the requests that follow."""

    def set_day(day):
        monkeypatch.setattr(timezone, "localdate", lambda: date.fromisoformat(day))

    return set_day


def is_overdue(client, path):
    return client.get(f"/api/v1/{path}/").json()["is_overdue"]


def test_plan_is_overdue_from_the_day_after_its_date(client, ids, settings, set_today):
    settings.STORE_DOCUMENTS = True
    FacilityFactory(id="bridge", stage="planned", opened="2018")

    for day, expected in {"2018-12-31": False, "2019-01-01": True, "2017-01-01": False}.items():
        set_today(day)
        assert is_overdue(client, "facilities/bridge") is expected
        assert ids("facilities", is_overdue="true") == ["bridge"] * expected
        assert ids("facilities", is_overdue="false") == ["bridge"] * (not expected)
        assert ids("search", q="bridge", is_overdue="true") == ["bridge"] * expected


def test_only_plans_for_a_known_time_are_overdue(ids, set_today):
    set_today("2020-01-01")
    EventFactory(id="starts", stage="planned", starts="2019")
    EventFactory(id="ends-later", stage="planned", starts="2019", ends="2020-06")
    EventFactory(id="proposed", stage="proposed", starts="2019", ends="2019-06")
    EventFactory(id="happened", starts="2019")
    EventFactory(id="undated", stage="planned")
    TargetFactory(id="target", stage="planned", due="../2019")
    TargetFactory(id="open", stage="planned", due="2019/..")

    assert ids("events", is_overdue="true") == ["proposed", "starts"]
    assert ids("targets", is_overdue="true") == ["target"]


def test_text_that_looks_like_a_flag_is_not_changed():
    body = r'{"name":"\"is_overdue\":\"2018-12-31\"","is_overdue":"2018-12-31"}'

    assert list(documents.fill_placeholders([body], "")) == [
        r'{"name":"\"is_overdue\":\"2018-12-31\"","is_overdue":true}'
    ]


@pytest.fixture
def lab():
    """A lab that was planned in 2017, opened in 2019 and is mentioned in 2024."""
    lab = LabFactory(id="lab")
    source = SourceFactory(id="article", published="2017", published_basis="printed")
    later = SourceFactory(id="later", published="2024", published_basis="printed")
    page = SourceFactory(id="page", accessed="2026-11-28")
    StatementFactory(subject=lab, source=source, modality="planned")
    StatementFactory(subject=lab, source=source, property="stage", value="planned", as_of="2017")
    StatementFactory(subject=lab, source=page, property="stage", value="active", as_of="2019")
    StatementFactory(subject=lab, source=later)
    StatementFactory(subject=lab, source=page, rank="deprecated", rank_reason="Wrong.")
    StatementFactory(subject=lab, source=page, property="name_en", value="Lab")
    return lab


def test_stage_has_the_date_and_the_source_of_its_statement(client, lab):
    record = client.get("/api/v1/labs/lab/").json()

    assert (record["stage_as_of"], record["stage_source"]["id"]) == ("2019", "page")
    assert record["last_confirmed"] == "2024"


def test_stage_without_a_statement_of_its_own_is_that_of_the_last_confirmation(client):
    lab = LabFactory(id="lab", stage="planned")
    page = SourceFactory(id="page", accessed="2026-11-28")
    StatementFactory(subject=lab, source=page, modality="planned")

    record = client.get("/api/v1/labs/lab/").json()

    assert (record["stage_as_of"], record["stage_source"]["id"]) == ("2026-11-28", "page")


def test_dates_and_sources_of_the_stage_are_filters_facets_and_orders(client, ids, lab):
    LabFactory(id="unknown")

    assert ids("labs", stage_as_of="2019") == ["lab"]
    assert ids("labs", stage_as_of__isnull="true") == ["unknown"]
    assert ids("labs", stage_source="page") == ["lab"]
    assert ids("labs", stage_source="later") == []
    assert ids("labs", stage_source__isnull="true") == ["unknown"]
    assert ids("labs", last_confirmed="2024") == ["lab"]
    assert ids("labs", last_confirmed__isnull="true") == ["unknown"]
    assert ids("labs", ordering="-stage_source,stage_as_of") == ["lab", "unknown"]
    facets = client.get("/api/v1/labs/", {"facets": "stage_source"}).json()["facets"]
    counts = [(bucket["value"], bucket["count"]) for bucket in facets["stage_source"]]
    assert counts == [("page", 1), (None, 1)]
