"""The admin in a real browser: a lab with its host and its evidence, added on one page."""

import shutil

import pytest
from django.contrib.auth.models import User
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from hkinno.registry.models import Statement
from labs.models import Lab
from tests.factories import InstitutionFactory, SourceFactory

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no chromium is installed"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page(live_server, monkeypatch):
    """A page of a new browser, logged in; `page.faults`: other hosts asked, and failing code."""
    # The browser is driven from this thread, which Django takes for an asynchronous one.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    User.objects.create_superuser("curator", password="a long one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(base_url=live_server.url, viewport={"width": 1400, "height": 1000})
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("request", lambda request: note(page, request.url, live_server.url))
        page.goto("/admin/")
        page.fill("#id_username", "curator")
        page.fill("#id_password", "a long one")
        page.click("[type=submit]")
        yield page
        # As long as the browser is driven, Django has a further connection for this thread.
        connections.close_all()
        browser.close()


def note(page, url, own):
    if not url.startswith((f"{own}/", "data:")):
        page.faults.append(url)


def choose(page, field, term, name):
    """Type into an autocomplete, and choose what it finds under this name."""
    page.click(f".select2-selection:has(#select2-{field}-container)")
    page.fill(".select2-search__field", term)
    page.get_by_role("option", name=name, exact=True).click()


def begin(page, kind, id, name_zh, name_en, basis):
    """Open the page of a new record, and type its id and its names."""
    page.goto(f"/admin/labs/{kind}/add/")
    page.fill("#id_id", id)
    page.fill("#id_name_zh", name_zh)
    page.fill("#id_name_en", name_en)
    page.select_option("#id_name_en_basis", basis)


def save(page):
    page.locator("[name=_save]").first.click()


def test_lab_is_added_with_host_and_statement_and_published(page):
    InstitutionFactory(id="hku", name_zh="香港大學", name_en="University of Hong Kong")
    InstitutionFactory(id="hku-space", name_zh="香港大學專業進修學院", name_en="HKU SPACE")
    SourceFactory(id="wenweipo-2017", name_zh="港建國家級科創中心", name_en="A hub")
    name = "State Key Laboratory of Liver Research"
    begin(page, "lab", "skl-liver-research", "肝病研究國家重點實驗室", name, "official")
    page.select_option("#id_kind", "state-key-laboratory-partner")
    choose(page, "id_host", "香港大", "香港大學 University of Hong Kong")
    page.select_option("#id_status", "published")
    save(page)

    expect(page.locator(".field-status .errorlist")).to_contain_text("needs at least one statement")
    expect(page.locator("#id_host option:checked")).to_have_text("香港大學 University of Hong Kong")
    expect(page.locator("#id_name_zh")).to_have_value("肝病研究國家重點實驗室")
    assert not Lab.objects.exists()

    page.select_option("#id_statements-0-property", "host")
    page.fill("#id_statements-0-value", "hku")
    choose(page, "id_statements-0-source", "2017", "港建國家級科創中心 A hub")
    page.fill("#id_statements-0-printed", "香港大學")
    page.fill("#id_statements-0-first_line", "206")
    page.fill("#id_statements-0-last_line", "206")
    save(page)

    expect(page.locator(".messagelist .success")).to_contain_text("was added successfully")
    lab, statement = Lab.objects.get(), Statement.objects.get()
    assert (lab.host_id, lab.status) == ("hku", "published")
    assert (statement.subject_id, statement.value) == (lab.id, {"id": "hku"})
    assert page.faults == []


def test_further_statement_is_added_by_the_button_of_the_page(page):
    SourceFactory(id="source", name_zh="來源", name_en="Source")
    begin(page, "person", "somebody", "張三", "Zhang San", "translation")
    page.click("text=Add another Statement")
    for number, (name, value) in enumerate([("exists", "true"), ("name_en", "Zhang San")]):
        page.select_option(f"#id_statements-{number}-property", name)
        page.fill(f"#id_statements-{number}-value", value)
        choose(page, f"id_statements-{number}-source", "source", "來源 Source")
    save(page)

    expect(page.locator(".messagelist .success")).to_contain_text("was added successfully")
    assert list(Statement.objects.order_by("property").values_list("property", "value")) == [
        ("exists", True),
        ("name_en", "Zhang San"),
    ]
    assert page.faults == []


def test_rows_of_a_file_come_in_over_the_page_of_differences(page):
    InstitutionFactory(id="hku", name_en="Hong Kong University")
    row = "id,name_en\nhku,University of Hong Kong\n"
    page.goto("/admin/labs/institution/import/")
    file = {"name": "rows.csv", "mimeType": "text/csv", "buffer": row.encode()}
    page.set_input_files("#id_import_file", file)
    page.locator("[type=submit][value=Submit]").click()

    expect(page.locator(".import-preview ins").first).to_be_visible()
    page.click("[name=confirm]")

    expect(page.locator(".messagelist .success")).to_contain_text("1 updated")
    assert page.faults == []
