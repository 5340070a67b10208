"""Lists of many rows, and what the home page counts."""

import pytest
from django.test import Client

from hkinno.registry.vocabularies.roles import Role
from hkinno.site.labels import INVERSE_LABELS
from tests.factories import EventFactory, InstitutionFactory, LabFactory, StatementFactory

pytestmark = pytest.mark.django_db


def test_facets_of_a_long_list_are_counted_on_demand(monkeypatch):
    LabFactory(id="lab", kind="research-centre")
    LabFactory(id="other", kind="research-centre")
    short = Client().get("/en/labs/").content.decode()
    monkeypatch.setattr("hkinno.site.pages.lists.MAX_COUNTED", 1)

    long = Client().get("/en/labs/?stage=active&page=1").content.decode()

    assert 'class="facet"' in short
    assert 'class="facet"' not in long
    facets = "kind%2Chost%2Cstage%2Ctopics%2Cplace"
    assert f'<a href="?stage=active&amp;facets={facets}" data-facets' in long
    assert 'class="facet"' in Client().get(f"/en/labs/?facets={facets}").content.decode()


def test_facets_are_those_of_the_list_on_every_page():
    for key in ("a", "b", "c"):
        LabFactory(id=key)

    page = Client().get("/en/labs/?page_size=1&page=3").content.decode()

    assert 'aria-label="Compare: ' in page
    assert '<span class="count">3</span>' in page


def test_home_page_offers_years_with_events_and_recently_changed_records():
    for key, starts in (("old", "1999"), ("known", "2018-06"), ("open", "../2020"), ("none", None)):
        EventFactory(id=key, starts=starts)
    InstitutionFactory(id="hidden", status="draft", name_en="Hidden institution")
    StatementFactory(subject=LabFactory(id="lab", name_en="Changed laboratory"))

    page = Client().get("/en/").content.decode()

    assert "?starts=2018" in page
    assert "?starts=1999" not in page
    assert "?starts=2019" not in page
    assert "Changed laboratory" in page
    assert "Hidden institution" not in page


def test_every_role_has_a_label_in_both_directions():
    assert INVERSE_LABELS.keys() == {role.value for role in Role}
