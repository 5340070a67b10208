"""What visitors come for, in a real browser on the published data."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.browser.conftest import TIMEOUT, new_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.untraced]
PHONE = {"width": 390, "height": 844}
LAB = "/en/labs/skl-liver-research/"


@pytest.fixture
def page(browser, published_site):
    """A page of the published site; its test must not report a problem."""
    with new_page(browser, published_site) as page:
        yield page
        assert page.problems == []


def test_find_the_laboratories_of_one_university(page):
    page.goto("/en/")
    page.fill("#q", "hku")
    page.locator("[role=option]", has_text="HKU").first.click()
    page.wait_for_url("**/en/institutions/hku/")
    page.goto("/en/labs/")
    page.locator(".facet a", has_text="University of Hong Kong").first.click()

    chip = page.locator(".chips li").first
    count = Client().get("/api/v1/labs/?host=hku").json()["count"]
    page.goto("/en/labs/?host=hku")
    expect(chip).to_contain_text("Host")
    expect(page.locator(".count-line")).to_contain_text(str(count))
    expect(page.locator("table.list tbody tr")).to_have_count(count)


def test_see_who_says_so(page):
    page.goto(LAB)
    evidence = page.locator("#host .evidence li").first

    expect(evidence.locator(".printed")).to_have_text("香港大學")
    expect(evidence).to_contain_text("17 February 2017")
    expect(evidence).to_contain_text("line 206")
    evidence.locator("a").click()
    expect(page.locator("#line-206")).to_contain_text("206")


def test_reload_a_page(page):
    """The server answers 304, whose headers replace those of the browser's copy."""
    page.goto(LAB)
    with page.expect_response(lambda response: response.url.endswith(LAB)) as response:
        page.reload()

    assert response.value.status in (200, 304)
    assert page.evaluate("getComputedStyle(document.querySelector('.wrap')).maxWidth") != "none"


def test_download_a_list(page):
    page.goto("/en/labs/?host=hku")
    with page.expect_download(timeout=TIMEOUT) as download:
        page.locator(".data-links a", has_text="CSV").click()

    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "skl-liver-research" in text
    assert "skl-oncology-south-china" not in text


def test_see_the_timeline_of_2018(page):
    page.goto("/en/charts/")
    page.get_by_role("link", name="Timeline", exact=True).click()

    row = page.locator("#events-2018")
    events = Client().get("/api/v1/events/?starts__gte=2018&starts__lte=2018&page_size=100").json()
    expect(page.locator("svg.timeline")).to_be_visible()
    expect(row).to_contain_text("2018")
    assert 0 < row.locator("a").count() <= events["count"]


def test_cite_a_fact(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(LAB)
    page.locator("[data-copy=cite-text]").click()

    expect(page.locator("[data-copy=cite-text]")).to_have_text("✓")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "State Key Laboratory of Liver Research" in copied
    page.get_by_text("BibTeX", exact=True).click()
    expect(page.locator("#cite-bibtex")).to_contain_text("@misc{")


def test_read_the_same_in_chinese(page):
    page.goto(LAB)
    page.get_by_role("link", name="繁體中文").click()

    page.wait_for_url("**/zh-hant/labs/skl-liver-research/")
    expect(page.locator("h1")).to_have_text("肝病研究國家重點實驗室")
    expect(page.locator("#host")).to_contain_text("依託單位")
    assert page.evaluate("document.documentElement.lang") == "zh-Hant"


def test_go_back_to_a_shared_view(page):
    """The address is short and the state: the form says after a step back what the address says."""
    page.goto("/en/labs/?kind=innohk-centre")
    ordering = page.locator("select[name=ordering]")
    ordering.select_option("-name")
    page.wait_for_url("**/en/labs/?kind=innohk-centre&ordering=-name")
    page.go_back()

    page.wait_for_url("**/en/labs/?kind=innohk-centre")
    expect(ordering).to_have_value("")
    page.go_forward()
    expect(ordering).to_have_value("-name")


def test_find_what_was_promised_for_a_year_and_who_says_so(page):
    page.goto("/en/charts/targets/")
    row = page.locator("section", has=page.locator("#due-2017")).locator("tr", has_text="overdue")

    expect(row.first).to_contain_text("Hong Kong to build a national-level innovation hub")
    expect(row.nth(1)).to_contain_text("Ministry of Science and Technology")


@pytest.mark.parametrize("query", ["科学园", "kexueyuan", "fohokjyun", "science park"])
def test_find_a_place_while_typing_in_any_script(page, query):
    page.goto("/en/")
    page.fill("#q", query)

    expect(page.locator("[role=option]", has_text="Science Park").first).to_be_visible()


def test_print_a_record(page):
    """Paper is as narrow as a small screen, and yet has the layout of a page."""
    page.set_viewport_size({"width": 700, "height": 1000})
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(LAB)

    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".print-only")).to_contain_text(LAB)
    expect(page.locator("#host th")).to_have_css("display", "table-cell")
    expect(page.locator("html")).to_have_css("background-color", "rgb(255, 255, 255)")


@pytest.mark.parametrize("address", [LAB, "/zh-hant/labs/", "/en/", "/en/charts/timeline/"])
def test_read_a_page_on_a_phone(page, address):
    page.set_viewport_size(PHONE)
    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    expect(page.locator("h1")).to_be_visible()


def test_search_by_keyboard_only(page):
    page.goto("/en/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.locator("#q").focus()
    page.keyboard.type("香港理工")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option]").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("[role=listbox]")).to_be_hidden()
    page.keyboard.press("Enter")

    page.wait_for_url("**/en/search/?q=*")
    expect(page.locator(".hits h2").first).to_contain_text("Hong Kong Polytechnic University")


def test_find_and_cite_a_record_by_keyboard_only(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/en/")
    tab_to(page, "#q")
    page.keyboard.type("liver research")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_contain_text("State Key Laboratory of Liver Research")
    expect(page.locator("#q")).to_have_attribute(
        "aria-activedescendant", chosen.get_attribute("id")
    )
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{LAB}")

    tab_to(page, "[data-copy=cite-text]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-copy=cite-text]")).to_have_text("✓")
    assert "Liver Research" in page.evaluate("navigator.clipboard.readText()")


def test_filter_a_list_by_keyboard_only(page):
    page.goto("/en/labs/")
    tab_to(page, ".skip >> nth=0")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".filters-column .skip")).to_be_focused()
    expect(page.locator(".filters-column .skip")).to_be_in_viewport()
    tab_to(page, ".facet summary >> nth=0")
    page.keyboard.press("Enter")
    expect(page.locator(".facet details").first).to_have_attribute("open", "")
    tab_to(page, ".facet details[open] a >> nth=0")
    address = page.locator(".facet details[open] a").first.get_attribute("href")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/en/labs/{address}")
    expect(page.locator(".chips li")).to_have_count(1)
    tab_to(page, ".chips a >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/labs/?")


def tab_to(page, selector, most=150):
    """Press Tab until an element is focused; each stop on the way must be visible."""
    wanted = page.locator(selector)
    for _stop in range(most):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
        focused = page.locator("*:focus")
        assert focused.bounding_box(), focused.evaluate("element => element.outerHTML")
    raise AssertionError(f"no Tab reaches {selector}")


def test_use_the_site_without_javascript(page, browser, published_site):
    context = browser.new_context(base_url=published_site, java_script_enabled=False)
    plain = context.new_page()
    plain.goto("/en/")
    plain.fill("#q", "liver")
    plain.get_by_role("button", name="Search").click()
    plain.locator(".hits a").first.click()

    expect(plain.locator("h1")).to_have_text("State Key Laboratory of Liver Research")
    plain.goto("/en/labs/")
    plain.select_option("select[name=ordering]", "-established")
    plain.get_by_role("button", name="Apply").click()
    plain.wait_for_url("**ordering=-established*")
    context.close()


def test_compare_two_records(page):
    page.goto("/en/institutions/?q=university")
    for index in (0, 1):
        page.locator("table.list input[type=checkbox]").nth(index).check()
    page.get_by_role("button", name="Compare the ticked records").click()

    page.wait_for_url("**/en/compare/?id=*&id=*")
    expect(page.locator("table.compare thead th")).to_have_count(3)
    expect(page.locator("table.compare tbody")).to_contain_text("Established")
