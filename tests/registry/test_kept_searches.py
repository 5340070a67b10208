"""What facets have counted of a search, over writes to other records."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hkinno.api import revision_cache
from hkinno.registry import totals
from hkinno.registry.models import Record
from hkinno.registry.rest import kept_searches
from hkinno.registry.rest.conditional_requests import STATE
from hkinno.registry.rest.kept_searches import Counted, KeptSearch, searches
from hkinno.registry.revision import current
from labs.models import Lab
from tests.factories import InstitutionFactory, LabFactory

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/api/v1/labs/?q=光學&facets=host,kind"


def update(id, **values):
    return lambda: Record.objects.filter(pk=id).update(**values)


OTHER_WRITES = {
    "a text": update("liver", summary_en="Another."),
    "a name": update("liver", name_zh="肝病"),
    "another host": update("cuhk", name_en="Another"),
    "a column": lambda: Lab.objects.filter(pk="liver").update(host="cuhk"),
    "a new lab": lambda: LabFactory(id="new", host_id="hku", name_zh="機械人"),
}
WRITES_TO_HITS = {
    "a text": update("optics", summary_en="Another."),
    "a name that is no longer found": update("optics", name_zh="肝病"),
    "a name that is now found": update("liver", name_zh="光學"),
    "a column": lambda: Lab.objects.filter(pk="optics").update(host="cuhk"),
    "the name of a host": update("hku", name_en="Another"),
    "a hidden host": update("hku", status="draft"),
    "a hidden lab": update("optics", status="draft"),
    "a new lab": lambda: LabFactory(id="new", host_id="hku", name_zh="光學"),
    "a deleted lab": lambda: Lab.objects.get(pk="optics").delete(),
    "a deleted lab that was no hit": lambda: Lab.objects.get(pk="liver").delete(),
}


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(
        "hkinno.registry.rest.conditional_requests.may_cache_responses", lambda: True
    )
    searches.clear()
    for id in ("hku", "cuhk"):
        InstitutionFactory(id=id)
    LabFactory(id="optics", host_id="hku", name_zh="光學")
    LabFactory(id="photonics", host_id="hku", name_zh="光學")
    LabFactory(id="liver", host_id="hku", name_zh="肝病研究")


def read(client):
    """The response, and whether hits were counted for it."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(PATH, **{STATE: current()}).json()
    return response, any("string_agg(row_id" in query["sql"] for query in queries)


@pytest.mark.parametrize("write", OTHER_WRITES.values(), ids=OTHER_WRITES)
def test_counts_are_kept_over_writes_to_other_records(client, registry, write):
    first, was_counted = read(client)
    write()

    after = [read(client), read(client)]

    assert was_counted
    assert [counted for _response, counted in after] == [False, False]
    assert after[0][0]["facets"] == after[1][0]["facets"] == first["facets"]
    assert after[0][0]["count"] == first["count"] == 2


@pytest.mark.parametrize("write", WRITES_TO_HITS.values(), ids=WRITES_TO_HITS)
def test_hits_are_counted_again_if_one_of_them_may_have_changed(client, registry, write):
    read(client)
    write()

    response, was_counted = read(client)

    revision_cache.values.clear()
    searches.clear()
    assert was_counted
    assert response == read(client)[0]


def test_hits_are_counted_again_after_many_changes(client, registry, monkeypatch):
    monkeypatch.setattr(kept_searches, "MAX_CHANGED", 1)
    read(client)
    for id in ("liver", "cuhk"):
        update(id, summary_en="Another.")()

    assert read(client)[1]


def test_too_many_hits_are_not_kept(client, registry, monkeypatch):
    monkeypatch.setattr(kept_searches, "MAX_KEPT_HITS", 1)
    read(client)

    assert not searches
    assert read(client)[1] is False  # in the same state of the data


def test_facets_through_other_records_are_not_kept(client, registry):
    client.get("/api/v1/labs/?q=光學&facets=host,source", **{STATE: current()})
    client.get("/api/v1/labs/?q=光學&facets=host&kind=laboratory", **{STATE: current()})

    assert not searches


def test_search_does_not_hold_in_an_earlier_state(client, registry):
    read(client)
    (kept,) = searches.values()

    assert kept.holds(kept.state)
    assert not kept.holds(kept.state._replace(number=kept.state.number - 1))
    # Of another database.
    assert not kept.holds(kept.state._replace(changed_at=None))


def test_size_of_a_kept_search_includes_its_hits():
    few, many = (
        KeptSearch(current(), totals.read_basis(), "光學", Counted(hits, frozenset({"hku"})), {})
        for hits in (kept_searches.array("q", [1]), kept_searches.array("q", range(1001)))
    )

    assert many.size == few.size + 8000
    assert few.size > 700
