"""axe-core on every page in both languages, at desktop and phone width, and in both schemes."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.fixture_snapshot import load_registry
from tests.site.pages import CHARTS, LANGUAGES, PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.untraced]
WIDTHS = {"en": 1300, "zh-hant": 390}
SMALLEST = 320  # CSS pixels: a width of 1280 at 400 % (WCAG 1.4.10)
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
# Pages that together show every template and every colour.
TEMPLATES = {
    *("", "labs/", "statements/", "targets/", "search/?q=robot", "search/", "labs/?hots=1"),
    *("labs/skl-liver-research/", "sources/wenweipo-2017-hub/?page=2", "institutions/hku/changes/"),
    *("compare/?id=hku&id=cuhk", "conflicts/", "quality/", "about/", "developers/", "charts/"),
    *(f"charts/{name}/" for name in CHARTS),
}
# WCAG 1.4.12. A style sheet made by script is no inline style to the content security policy.
SPACE_TEXT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
WIDTH = "document.documentElement.scrollWidth"


def test_pages_are_accessible(page):
    load_registry()
    violations, wide = [], []
    for language in LANGUAGES:
        for path in [*PAGES, "labs/?hots=1"]:
            page.set_viewport_size({"width": WIDTHS[language], "height": 900})
            page.emulate_media(color_scheme="light")
            page.goto(f"/{language}/{path}")
            violations += [(language, path, *found) for found in violations_of(page)]
            if page.evaluate(WIDTH) > WIDTHS[language]:
                wide.append((language, path, WIDTHS[language]))
            if path in TEMPLATES:
                page.emulate_media(color_scheme="dark")
                found_in_dark = violations_of(page, CONTRAST)
                violations += [(language, path, "dark", *found) for found in found_in_dark]
                page.set_viewport_size({"width": SMALLEST, "height": 900})
                page.evaluate(SPACE_TEXT)
                if page.evaluate(WIDTH) > SMALLEST:
                    wide.append((language, path, SMALLEST))

    assert violations == []
    assert wide == []
    assert page.problems == []


def violations_of(page, options=None):
    """The rules that a page breaks, each with the first element that does."""
    results = Axe().run(page, options=options or {"resultTypes": ["violations"]})
    return [
        (violation["id"], violation["nodes"][0]["html"])
        for violation in results.response["violations"]
    ]
