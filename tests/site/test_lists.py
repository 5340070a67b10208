"""Lists of many rows, and what the home page counts."""

import re

import pytest
from django.test import Client

from hkinno.registry.vocabularies.roles import Role
from hkinno.search.backend import MAX_LENGTH
from hkinno.site.labels import INVERSE_LABELS
from tests.factories import (
    AwardFactory,
    EventFactory,
    InstitutionFactory,
    LabFactory,
    ObservationFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    RelationFactory,
    StatementFactory,
)
from tests.factories.values import MONEY

pytestmark = pytest.mark.django_db


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
    beyond = browser.get("/en/labs/?page=99").content.decode()

    assert "Search for a name above" in missing
    assert '<p class="lead">Page 99 is out of range.</p>' in beyond
    assert "Search for “" not in beyond
    assert '<a href="/en/labs/">The same page without parameters</a>' in unknown


def test_missing_record_is_searched_for_by_the_words_of_its_address():
    browser = Client(headers={"accept": "text/html"})

    missing = browser.get("/en/labs/liver-research/").content.decode()
    refused = browser.get("/en/labs/?hots=1").content.decode()

    assert (
        '<a href="/en/search/?q=liver%20research" rel="nofollow">Search for “liver research”'
        in (missing)
    )
    assert "Search for “" not in refused


def test_list_without_hits_leads_to_a_search_of_all_kinds():
    page = Client().get("/en/labs/?q=no such words").content.decode()

    assert '<a href="/en/search/?q=no%20such%20words">Search records of all kinds</a>' in page
    assert (
        "Search records of all kinds" not in Client().get("/en/labs/?stage=closed").content.decode()
    )


def test_search_boxes_accept_as_many_characters_as_the_api():
    for path in ("", "labs/"):
        assert f'maxlength="{MAX_LENGTH}"' in Client().get(f"/en/{path}").content.decode()


def test_people_are_listed_with_their_posts():
    person = PersonFactory(id="person", name_en="Chan Tai-man")
    university = InstitutionFactory(id="hku", name_en="HKU")
    RelationFactory(subject=person, object=university, role="post", title_en="President")
    RelationFactory(subject=person, object=InstitutionFactory(name_en="Academy"), role="post")
    RelationFactory(subject=person, object=InstitutionFactory(name_en="Club"), role="alumnus")

    page = Client().get("/en/people/").content.decode()

    assert '<div>President, <a href="/en/institutions/hku/">HKU</a></div>' in page
    assert ">Academy</a></div>" in page
    assert "Club" not in page


def test_observations_are_listed_with_their_values():
    total = ObservationFactory(id="total", quantity=MONEY)
    ObservationFactory(id="part", of=total)

    page = Client().get("/en/observations/").content.decode()

    assert (
        '<td data-label="Quantity"><span class="quantity">over HK$2.8 billion</span></td>' in page
    )
    assert "Part of a total" not in page  # a facet of ids


def test_headers_of_columns_order_the_list():
    for key, established in (("a", "2001"), ("b", "2000")):
        LabFactory(id=key, established=established, place=PlaceFactory())

    page = Client().get("/en/labs/?page=1").content.decode()
    ordered = Client().get("/en/labs/?ordering=established").content.decode()

    assert '<a href="?ordering=established" rel="nofollow">Established</a>' in page
    assert "aria-sort" not in page
    assert '<th scope="col">Place</th>' in page
    assert '<th scope="col" aria-sort="ascending"><a href="?ordering=-established"' in ordered
    assert ordered.index("/en/labs/b/") < ordered.index("/en/labs/a/")


def test_page_says_which_of_the_pages_it_is():
    for key in ("a", "b", "c"):
        LabFactory(id=key)

    second = Client().get("/en/labs/?page_size=2&page=2").content.decode()
    by_cursor = Client().get("/en/labs/?page_size=2&cursor=*").content.decode()

    assert "<span>Page 2 of 2</span>" in second
    assert 'rel="next"' in by_cursor
    assert "<span>Page" not in by_cursor
    assert "Page 1" not in Client().get("/en/labs/").content.decode()


def test_english_texts_are_marked_on_chinese_pages():
    lab = LabFactory(id="lab", name_zh="實驗室", name_en="Laboratory")
    StatementFactory(subject=lab, property="name_en", value="Laboratory", note="Of its sign.")

    page = Client().get("/zh-hant/labs/lab/").content.decode()

    assert '編者註（英文）：<span lang="en">Of its sign.</span>' in page
    assert '<span lang="en">Laboratory</span>' in page


def test_every_role_has_a_label_in_both_directions():
    assert INVERSE_LABELS.keys() == {role.value for role in Role}


def test_relations_name_records_that_are_called_by_what_they_are_about():
    award = AwardFactory(id="award-one", funder=InstitutionFactory(name_en="Fund"))
    RelationFactory(subject=award, role="recipient", object=InstitutionFactory(name_en="Winner"))

    page = Client().get("/en/relations/").content.decode()

    assert ">Fund, Winner</a>" in page
    assert ">award-one</a>" not in page


def test_search_results_say_what_is_only_planned():
    LabFactory(id="planned", name_en="Zeppelin Hangar", stage="planned")
    LabFactory(id="active", name_en="Zeppelin Workshop")

    page = Client().get("/en/search/?q=zeppelin").content.decode()

    planned, active = (
        page.partition(f'labs/{key}/"')[2].partition("</li>")[0] for key in ("planned", "active")
    )
    assert ('class="badge stage-planned"' in planned, "badge" in active) == (True, False)


def test_records_without_a_name_are_called_after_their_fields_wherever_they_are_named():
    award = AwardFactory(id="award-1", programme=ProgrammeFactory(name_en="Zeppelin Fund"))
    ObservationFactory(id="observation-1", subject=award)

    for address in ("/en/observations/observation-1/", "/en/observations/"):
        page = Client().get(address).content.decode()
        assert not re.search(
            ">[^<]*award-1", page.partition("<main")[2].partition("history-title")[0]
        )
        assert "Zeppelin Fund" in page


def test_page_of_a_record_with_too_many_statements_says_so(monkeypatch):
    lab = LabFactory(id="lab")
    for _index in range(2):
        StatementFactory(subject=lab)
    page = Client().get("/en/labs/lab/")
    monkeypatch.setattr("hkinno.registry.rest.response_limits.MAX_EXPANDED", 1)
    monkeypatch.setattr("hkinno.site.pages.records.MAX_EXPANDED", 1)

    rejected = Client().get("/en/labs/lab/")

    assert page.status_code == 200
    assert rejected.status_code == 400
    assert "More than 1 records" in rejected.content.decode()
