"""What pages count over all records is what the lists of the API count, after every change."""

import pytest

from hkinno.registry.models import record_models
from hkinno.registry.totals import KeptTotals
from hkinno.site import counts
from labs.models import Institution, Lab
from tests.factories import (
    EventFactory,
    FacilityFactory,
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    ProgrammeFactory,
    RelationFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
CHANGES = {
    "nothing": lambda: None,
    "a stage": lambda: Lab.objects.filter(pk="lab").update(stage="planned"),
    "topics": lambda: Lab.objects.filter(pk="lab").update(topics=["robotics"]),
    "a host": lambda: Lab.objects.filter(pk="lab").update(host="cuhk"),
    "a statement": lambda: StatementFactory(id="new", subject_id="lab"),
    "a relation": lambda: RelationFactory(
        subject_id="lab", role="partner", object=InstitutionFactory(id="partner")
    ),
    "a draft host": lambda: Institution.objects.filter(pk="cuhk").update(status="draft"),
    "a duplicate": lambda: Lab.objects.filter(pk="lab").update(merged_into="other"),
    "a deleted record": lambda: Lab.objects.filter(pk="lab").delete(),
}


@pytest.fixture
def kept_totals(monkeypatch):
    kept = {name: of for name, of in vars(counts).items() if isinstance(of, KeptTotals)}
    assert len(kept) == 5
    for name, totals in kept.items():
        monkeypatch.setattr(counts, name, KeptTotals(totals.count, size=2))


def test_pages_count_what_lists_count(kept_totals, client):
    for key in ("hku", "cuhk"):
        InstitutionFactory(id=key)
    LabFactory(id="other", host_id="hku", topics=["robotics", "space"], established="2012")
    LabFactory(id="lab", host_id="hku", topics=["space"], established="2013")
    ProgrammeFactory(topics=["space"])
    for key in "abc":
        StatementFactory(id=key, subject_id="lab")

    for description, change in CHANGES.items():
        change()
        home = client.get("/en/").context_data
        lists = {name: list_of(client, name)["count"] for name in home["counts"]}
        hosts = facet(client, "labs", "host")
        matrix = client.get("/en/charts/labs-by-host/").context_data["matrix"]
        timeline = client.get("/en/charts/timeline/").context_data["timeline"]
        drawn = {lane.resource: lane.row_count for lane in timeline.lanes}
        dated = {
            name: list_of(client, name, **{f"{counts.DATES[name]}__isnull": "false"})["count"]
            for name in drawn
        }

        assert home["counts"] == lists, description
        assert dict(home["topics"]) == facet(client, "programmes", "topics"), description
        assert {host["id"]: number for host, number in home["hosts"]} == hosts, description
        assert {row.host["id"]: row.total for row in matrix.rows} == hosts, description
        assert drawn == dated, description


def list_of(client, name, **params):
    return client.get(f"/api/v1/{name}/", {"page_size": 1, **params}).json()


def facet(client, name, field):
    buckets = list_of(client, name, facets=field)["facets"][field]
    return {bucket["value"]: bucket["count"] for bucket in buckets if bucket["value"]}


def test_page_of_a_place_lists_what_the_filter_finds(kept_totals, client):
    city, outside = PlaceFactory(id="city"), PlaceFactory(id="outside")
    zone = PlaceFactory(id="zone", part_of=city)
    EventFactory(place=zone)
    LabFactory(place=outside, host=None)
    for place in (None, zone):
        member = FacilityFactory(place=place)
        RelationFactory(subject=zone, role="member", object=member)

    listed = {
        key: {
            referring.resource: referring.row_count
            for referring in client.get(f"/en/places/{key}/").context_data["referring"]
            if referring.query == f"?place={key}"
        }
        for key in ("city", "zone", "outside")
    }

    for key, listed_counts in listed.items():
        numbers = {name: list_of(client, name, place=key)["count"] for name in record_models()}
        assert listed_counts == {name: number for name, number in numbers.items() if number}, key
    assert listed == {
        "city": {"events": 1, "facilities": 2, "places": 1},
        "zone": {"events": 1, "facilities": 2},
        "outside": {"labs": 1},
    }
