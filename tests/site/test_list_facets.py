"""The facets of lists, and which of them are counted."""

import re

import pytest
from django.test import Client

from tests.factories import LabFactory, StatementFactory

pytestmark = pytest.mark.django_db


def test_facets_of_a_long_list_are_counted_on_demand(monkeypatch):
    LabFactory(id="lab", kind="research-centre")
    LabFactory(id="other", kind="joint-laboratory")
    short = Client().get("/en/labs/").content.decode()
    monkeypatch.setattr("hkinno.site.pages.lists.MAX_COUNTED", 1)
    monkeypatch.setattr("hkinno.site.pages.lists.MAX_BY_SOURCE", 1)

    long = Client().get("/en/labs/?stage=active&page=1").content.decode()

    assert 'class="facet"' in short
    assert 'class="facet"' not in long
    facets = "kind%2Chost%2Cstage%2Ctopics%2Cplace"
    assert f'<a href="?stage=active&amp;facets={facets}" data-facets' in long
    assert 'class="facet"' in Client().get(f"/en/labs/?facets={facets}").content.decode()


def test_sources_of_many_records_are_counted_in_the_api_only(monkeypatch):
    for kind in ("research-centre", "joint-laboratory"):
        StatementFactory(subject=LabFactory(kind=kind))
    monkeypatch.setattr("hkinno.site.pages.lists.MAX_BY_SOURCE", 1)

    pages = [
        Client().get(f"/en/labs/?stage=active{facets}").content.decode()
        for facets in ("", "&facets=kind,source", "&facets=source")
    ]

    for page in pages:
        assert "Sources are counted for up to 1 records." in page
        assert "<h2>Source</h2>" not in page
        (path,) = re.findall('<a href="([^"]*facets=source[^"]*)" rel="nofollow">Count', page)
        counts = Client().get(path.replace("&amp;", "&")).json()
        assert counts["count"] == 2
        assert sum(bucket["count"] for bucket in counts["facets"]["source"]) == 2
    assert ["<h2>Kind</h2>" in page for page in pages] == [True, True, False]
    few = Client().get("/en/labs/?kind=joint-laboratory&facets=kind,source").content.decode()
    assert "Sources are counted" not in few


@pytest.mark.parametrize("name", ["labs", "search"])
def test_sources_of_hits_that_are_not_counted_exactly_are_not_counted(monkeypatch, name):
    for _index in range(2):
        StatementFactory(subject=LabFactory(name_en="Robotics laboratory"))
    monkeypatch.setattr("hkinno.registry.rest.search_hits.MAX_HITS", 1)

    page = Client().get(f"/en/{name}/?q=robotics&facets=stage,source").content.decode()

    assert "Sources are counted for up to 1,000 records." in page
    assert "<h2>Source</h2>" not in page


def test_sources_of_all_statements_are_counted(monkeypatch):
    monkeypatch.setattr("hkinno.site.pages.lists.MAX_BY_SOURCE", 1)
    for _index in range(2):
        StatementFactory(subject=LabFactory())

    page = Client().get("/en/statements/").content.decode()

    assert "<h2>Source</h2>" in page
    assert "Sources are counted" not in page


def test_requested_facets_are_kept_on_the_next_page():
    for key in ("a", "b", "c"):
        LabFactory(id=key)

    page = Client().get("/en/labs/?page_size=2&facets=kind").content.decode()

    (query,) = re.findall('<a[^>]* href="([^"]*page=2[^"]*)"', page)
    assert "facets=kind" in query


def test_facets_are_those_of_the_list_on_every_page():
    for key in ("a", "b", "c"):
        LabFactory(id=key)
    LabFactory(id="planned", stage="planned")

    page = Client().get("/en/labs/?page_size=1&page=3").content.decode()

    assert 'aria-label="Compare: ' in page
    assert '<span class="count">3</span>' in page


def test_facets_that_tell_no_rows_apart_are_left_out():
    LabFactory(id="a", kind="research-centre")
    LabFactory(id="b", kind="joint-laboratory")

    page = Client().get("/en/labs/").content.decode()
    filtered = Client().get("/en/labs/?kind=joint-laboratory").content.decode()

    assert re.findall("<h2>(.*)</h2>\n    <ul>", page) == ["Kind"]
    assert re.findall("<h2>(.*)</h2>\n    <ul>", filtered) == ["Kind"]
