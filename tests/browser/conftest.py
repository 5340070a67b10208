"""Pages of a real browser."""

import shutil
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.fixture_snapshot import load_registry

# As Debian and Ubuntu name it, and as GitHub's runners have it.
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
TIMEOUT = 60_000  # milliseconds; a loaded machine is slow, and only a failing test waits so long


@pytest.fixture(scope="module")
def browser():
    """A browser that the tests of a module share.

    Playwright runs an event loop in this thread, in which Django's ORM refuses to run unless
    DJANGO_ALLOW_ASYNC_UNSAFE is set. So the browser must not outlive its module.
    """
    if not CHROMIUM:
        pytest.skip("no chromium is installed")
    expect.set_options(timeout=TIMEOUT)
    with pytest.MonkeyPatch.context() as monkeypatch, sync_playwright() as playwright:
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()
        # The event loop gave this thread a database connection of its own.
        connections.close_all()


@pytest.fixture
def page(browser, transactional_db, live_server):
    """A page of a server that shows what the test has written."""
    with new_page(browser, live_server.url) as page:
        yield page


@pytest.fixture(scope="module")
def published_site(browser, django_db_setup, django_db_blocker):
    """The address of a server with the published data, which the tests of a module only read.

    They must be marked `django_db`.
    """
    with django_db_blocker.unblock():
        load_registry()
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


@contextmanager
def new_page(browser, url):
    """A page without cookies.

    `page.problems`: script errors, failed requests, foreign URLs, and what the content security
    policy forbids.
    """
    context = browser.new_context(base_url=url, viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(TIMEOUT)
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda message: report_violation(page, message.text))
    page.on("requestfailed", lambda request: report_failure(page, request))
    page.on("request", lambda request: report_foreign_url(page, request.url, url))
    yield page
    context.close()


def report_foreign_url(page, url, own_url):
    if not url.startswith((f"{own_url}/", "data:", "blob:")):
        page.problems.append(url)


def report_failure(page, request):
    if request.failure != "net::ERR_ABORTED":  # an autocomplete cancels outdated requests
        page.problems.append(request.url)


def report_violation(page, text):
    if "Content Security Policy" in text:
        page.problems.append(text)
