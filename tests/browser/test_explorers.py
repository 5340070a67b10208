"""The explorers in a real browser: they work, and ask no other host for anything."""

import shutil
from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.factories import InstitutionFactory, LabFactory

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no chromium is installed"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page():
    """A page of a new browser, which counts what it asks for: `page.asked`, by host."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.asked, page.refused, page.complaints = Counter(), [], []
        page.on("request", lambda request: page.asked.update([urlsplit(request.url).netloc]))
        page.on("requestfailed", lambda request: page.refused.append(request.url))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        yield page
        browser.close()


def hosts(page):
    """The hosts asked; what is written into a page (`data:`, `blob:`) asks nobody."""
    return {host for host in page.asked if host}


def test_swagger_ui_shows_every_list_and_asks_this_host_alone(live_server, page):
    page.goto(f"{live_server.url}/api/docs/")
    page.wait_for_selector("#operations-labs-labs_list")

    document = page.evaluate("fetch('/api/schema/?format=json').then(answer => answer.json())")
    assert page.locator(".opblock-get").count() == sum(
        "get" in operations for operations in document["paths"].values()
    )
    assert page.complaints == []
    assert hosts(page) == {urlsplit(live_server.url).netloc}


def test_swagger_ui_tries_a_request_and_shows_the_answer(live_server, page):
    page.goto(f"{live_server.url}/api/docs/")
    page.click("#operations-service-healthz .opblock-summary")
    page.click("#operations-service-healthz .try-out__btn")
    page.click("#operations-service-healthz .execute")
    page.wait_for_selector(".live-responses-table .response-col_status")

    answer = page.inner_text(".live-responses-table .highlight-code")
    assert '"status": "ok"' in answer
    assert hosts(page) == {urlsplit(live_server.url).netloc}


@pytest.fixture
def lab():
    """Before there is a browser, beside which no row can be made."""
    return LabFactory(id="lab")


def test_swagger_ui_asks_a_list_for_nothing_but_what_one_fills_in(live_server, lab, page):
    page.goto(f"{live_server.url}/api/docs/")
    page.click("#operations-labs-labs_list .opblock-summary")
    page.click("#operations-labs-labs_list .try-out__btn")
    page.click("#operations-labs-labs_list .execute")
    page.wait_for_selector(".live-responses-table .response-col_status")

    assert page.inner_text(".request-url pre") == f"{live_server.url}/api/v1/labs/"
    assert '"count": 1' in page.inner_text(".live-responses-table .highlight-code")
    assert "Example: hku." in page.inner_text(
        '[data-param-name="host"] .parameters-col_description'
    )


def test_redoc_shows_every_list_and_asks_this_host_alone(live_server, page):
    page.goto(f"{live_server.url}/api/redoc/")
    page.wait_for_selector("h2:has-text('List the labs')")
    page.wait_for_load_state("networkidle")

    assert page.locator('[data-section-id="tag/labs"]').count() == 1
    assert page.complaints == []
    assert hosts(page) == {urlsplit(live_server.url).netloc}


def test_the_home_page_and_a_problem_are_read_without_another_host(live_server, page):
    for path in ("/", "/problems/invalid-parameter/"):
        page.goto(live_server.url + path)
        assert page.locator("h1").count() >= 1

    assert page.refused == []
    assert hosts(page) == {urlsplit(live_server.url).netloc}


@pytest.fixture
def a_lab(live_server):
    """Made before the browser, in whose presence Django asks no database from this thread."""
    LabFactory(id="lab", host=InstitutionFactory(id="hku"))


@pytest.mark.parametrize(
    ("query", "answer"), [("host=hku", [200, "lab"]), ("hst=hku", [400, "host"])]
)
def test_a_page_of_anybody_reads_answers_and_errors(a_lab, live_server, page, query, answer):
    # Another host by its name, and one whose pages set no policy of their own.
    page.goto(live_server.url.replace("localhost", "127.0.0.1") + "/healthz")
    script = """async (address) => {
        const response = await fetch(address);
        const body = await response.json();
        return [response.status, body.results?.[0].id ?? body.errors[0].suggestion];
    }"""

    assert page.evaluate(script, f"{live_server.url}/api/v1/labs/?{query}") == answer
