"""Lists of many rows, and what the home page counts."""

import re

import pytest
from django.test import Client

from hkinno.registry.vocabularies.roles import Role
from hkinno.site.labels import INVERSE_LABELS
from tests.factories import (
    AwardFactory,
    EventFactory,
    InstitutionFactory,
    LabFactory,
    ProgrammeFactory,
    RelationFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db


def test_facets_of_a_long_list_are_counted_on_demand(monkeypatch):
    LabFactory(id="lab", kind="research-centre")
    LabFactory(id="other", kind="joint-laboratory")
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
    LabFactory(id="planned", stage="planned")

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


def test_values_in_the_list_of_statements_are_those_of_pages():
    lab = LabFactory(id="lab", host=InstitutionFactory(id="hku", name_zh="港大"))
    StatementFactory(subject=lab, property="host", value={"id": "hku"})
    StatementFactory(subject=lab, property="stage", value="planned")

    page = Client().get("/zh-hant/statements/").content.decode()

    assert '<a href="/zh-hant/institutions/hku/">港大</a>' in page
    assert '<td data-label="值">計劃中</td>' in page


def test_hits_without_a_name_are_called_after_what_they_are_about():
    programme = ProgrammeFactory(id="programme", name_en="Robotics fund")
    award = AwardFactory(
        id="award", programme=programme, focus=[{"zh-Hant": "飛船", "en": "zeppelin"}]
    )
    RelationFactory(subject=award, object=InstitutionFactory(name_en="HKU"), role="recipient")

    page = Client().get("/en/search/?q=zeppelin").content.decode()

    assert '<h2><a href="/en/awards/award/">Robotics fund' in page
    assert "HKU" in page


def test_errors_are_worded_for_people():
    browser = Client(headers={"accept": "text/html"})

    missing = browser.get("/en/labs/none/").content.decode()
    unknown = browser.get("/en/labs/?hots=1").content.decode()

    assert "Search for a name above" in missing
    assert '<a href="/en/labs/">The same page without parameters</a>' in unknown


def test_every_role_has_a_label_in_both_directions():
    assert INVERSE_LABELS.keys() == {role.value for role in Role}


def test_facets_that_tell_no_rows_apart_are_left_out():
    LabFactory(id="a", kind="research-centre")
    LabFactory(id="b", kind="joint-laboratory")

    page = Client().get("/en/labs/").content.decode()
    filtered = Client().get("/en/labs/?kind=joint-laboratory").content.decode()

    assert re.findall("<h2>(.*)</h2>\n    <ul>", page) == ["Kind"]
    assert re.findall("<h2>(.*)</h2>\n    <ul>", filtered) == ["Kind"]


def test_relations_name_records_that_are_called_by_what_they_are_about():
    award = AwardFactory(id="award-one", funder=InstitutionFactory(name_en="Fund"))
    RelationFactory(subject=award, role="recipient", object=InstitutionFactory(name_en="Winner"))

    page = Client().get("/en/relations/").content.decode()

    assert ">Fund, Winner</a>" in page
    assert ">award-one</a>" not in page
