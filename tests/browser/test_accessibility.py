"""axe-core on every page in both languages, at desktop and phone width."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.fixture_snapshot import load_registry
from tests.site.pages import LANGUAGES, PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.untraced]
WIDTHS = {"en": 1300, "zh-hant": 390}


def test_axe_finds_no_violations(page):
    load_registry()
    violations, wide = [], []
    for language in LANGUAGES:
        page.set_viewport_size({"width": WIDTHS[language], "height": 900})
        for path in [*PAGES, "labs/?hots=1"]:
            page.goto(f"/{language}/{path}")
            result = Axe().run(page).response["violations"]
            violations += [
                (language, path, violation["id"], violation["nodes"][0]["html"])
                for violation in result
            ]
            if page.evaluate("document.documentElement.scrollWidth") > WIDTHS[language]:
                wide.append((language, path))

    assert violations == []
    assert wide == []
    assert page.problems == []
