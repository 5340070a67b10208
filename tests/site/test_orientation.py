"""What tells visitors where they are, which filters are active, and what was found."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import override

from hkinno.site.browsers import BrowserMiddleware
from hkinno.site.labels import REFERRING_LABELS
from hkinno.site.referring import referring_fields
from hkinno.site.templatetags.site import other_matches
from tests.factories import InstitutionFactory, LabFactory, StatementFactory
from tests.site.pages import PAGES, RECORDS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "current"), [("labs/", "page"), ("labs/lab/", "true"), ("about/", None)]
)
def test_navigation_marks_the_section_of_a_page(address, current):
    LabFactory(id="lab")

    page = Client().get(f"/zh-hant/{address}").content.decode()

    link = '<a href="/zh-hant/labs/" aria-current="'
    marked = page.partition(link)[2].partition('"')[0] or None
    assert marked == current


@pytest.mark.parametrize(
    ("query", "chips"),
    [
        ("subject=lab", ["Subject: A laboratory"]),
        ("subject=lab&line=7", ["Subject: lab", "Line: 7"]),
        ("line__gte=5&q=x", ["Line ≥ 5", "Search: x"]),
    ],
)
def test_chips_name_the_records_of_filters_and_compare_with_signs(query, chips):
    lab = LabFactory(id="lab", name_en="A laboratory")
    StatementFactory(subject=lab, property="exists", value=True)

    shown = Client().get(f"/en/statements/?{query}").context_data["chips"]

    assert [f"{chip.label}{chip.value}" for chip in shown] == chips


def test_matches_that_repeat_the_names_of_a_hit_are_left_out():
    matches = [{"value": "Robotics Centre"}, {"value": "robotics"}]
    hit = {"name": {"en": "Robotics Centre", "zh-Hant": None}, "matches": matches}

    assert other_matches(hit) == [{"value": "robotics"}]


def test_lists_of_referring_records_say_how_they_refer():
    LabFactory(id="lab", host=InstitutionFactory(id="hku"))

    page = Client().get("/en/institutions/hku/").content.decode()

    assert "Laboratories and research centres that it hosts" in page


def test_every_field_that_refers_to_records_has_a_label():
    resources = ("institutions", "programmes", "indicators", "observations", "places", "labs")
    fields = {field for resource in resources for _list, field in referring_fields(resource)}

    assert fields == set(REFERRING_LABELS)


@pytest.mark.parametrize(
    ("language", "seconds", "text"),
    [
        ("en", "1", "Please try again in 1 second."),
        ("en", "60", "Please try again in 60 seconds."),
        ("zh-hant", "60", "請在 60 秒後再試。"),
    ],
)
def test_page_of_a_rejected_request_says_when_to_try_again(rf, language, seconds, text):
    problem = b'{"status": 429, "title": "Too many requests", "detail": "", "type": "/problems/"}'
    rejection = HttpResponse(
        problem, "application/problem+json", 429, headers={"Retry-After": seconds}
    )
    request = rf.get(f"/{language}/labs/", headers={"accept": "text/html"})

    with override(language):
        response = BrowserMiddleware(lambda _request: rejection)(request)

    assert response.status_code == 429
    assert text in response.content.decode()


def test_every_page_but_those_of_records_has_a_form_without_data(client):
    pages = [page for page in PAGES if "id=" not in page and "hku" not in page]
    paths = [f"/en/{page}" for page in pages if page not in {f"{name}/" for name in RECORDS}]
    paths = [path for path in paths if not path.startswith("/en/sources/")]

    statuses = {path: client.get(path).status_code for path in paths}

    assert {path: status for path, status in statuses.items() if status != 200} == {}
