"""The API explorers in a real browser, without requests to other hosts."""

import pytest

from tests.factories import InstitutionFactory, LabFactory

pytestmark = [pytest.mark.browser, pytest.mark.untraced]


def test_swagger_ui_shows_every_operation(page):
    page.goto("/api/docs/")
    page.wait_for_selector("#operations-labs-labs_list")

    document = page.evaluate("fetch('/api/schema/?format=json').then(response => response.json())")
    assert page.locator(".opblock-get").count() == sum(
        "get" in operations for operations in document["paths"].values()
    )
    assert page.problems == []


def test_swagger_ui_sends_a_request_and_shows_the_response(page):
    page.goto("/api/docs/")
    page.click("#operations-service-healthz .opblock-summary")
    page.click("#operations-service-healthz .try-out__btn")
    page.click("#operations-service-healthz .execute")
    page.wait_for_selector(".live-responses-table .response-col_status")

    response = page.inner_text(".live-responses-table .highlight-code")
    assert '"status": "ok"' in response
    assert page.problems == []


def test_swagger_ui_sends_only_the_parameters_that_are_filled_in(live_server, page):
    LabFactory(id="lab")
    page.goto("/api/docs/")
    page.click("#operations-labs-labs_list .opblock-summary")
    page.click("#operations-labs-labs_list .try-out__btn")
    page.click("#operations-labs-labs_list .execute")
    page.wait_for_selector(".live-responses-table .response-col_status")

    assert page.inner_text(".request-url pre") == f"{live_server.url}/api/v1/labs/"
    assert '"count": 1' in page.inner_text(".live-responses-table .highlight-code")
    assert "Example: polyu." in page.inner_text(
        '[data-param-name="host"] .parameters-col_description'
    )


def test_redoc_shows_every_list(page):
    page.goto("/api/redoc/")
    page.wait_for_selector("h2:has-text('List the labs')")
    page.wait_for_load_state("networkidle")

    assert page.locator('[data-section-id="tag/labs"]').count() == 1
    assert page.problems == []


def test_home_page_and_problem_page_load(page):
    for path in ("/", "/problems/invalid-parameter/"):
        page.goto(path)
        assert page.locator("h1").count() >= 1

    assert page.problems == []


@pytest.mark.parametrize(
    ("query", "expected"), [("host=hku", [200, "lab"]), ("hst=hku", [400, "host"])]
)
def test_page_of_another_origin_reads_responses_and_errors(
    browser, transactional_db, live_server, query, expected
):
    LabFactory(id="lab", host=InstitutionFactory(id="hku"))
    # An origin that differs by its host name. Its policy forbids requests to other hosts.
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(live_server.url.replace("localhost", "127.0.0.1") + "/healthz")
    script = """async (url) => {
        const response = await fetch(url);
        const body = await response.json();
        return [response.status, body.results?.[0].id ?? body.errors[0].suggestion];
    }"""

    assert page.evaluate(script, f"{live_server.url}/api/v1/labs/?{query}") == expected
    page.context.close()
