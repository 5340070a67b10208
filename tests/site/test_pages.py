"""Every page in both languages: valid, small, translated, safe, and without dead links."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit, urlunsplit

import pytest
from justhtml import JustHTML

from hkinno.registry.models import Record
from tests.site.pages import LANGUAGES, PAGES, links

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MAX_BYTES = 100_000


@pytest.fixture(scope="module")
def pages(registry):
    """The responses of all pages by their path."""
    paths = [f"/{language}/{path}" for language in LANGUAGES for path in PAGES]
    return {path: registry.get(path) for path in paths}


def test_pages_are_found_in_their_language_and_small(pages):
    for path, response in pages.items():
        assert response.status_code == 200, path
        assert len(response.content) < MAX_BYTES, path
        language = response["Content-Language"]
        assert language.lower() == path.split("/")[1]
        assert f'<html lang="{language}">' in response.content.decode()


def test_pages_are_valid_html(pages):
    for path, response in pages.items():
        page = response.content.decode()
        ids = re.findall(r' id="([^"]+)"', page)

        assert JustHTML(page, collect_errors=True).errors == [], path
        assert sorted(ids) == sorted(set(ids)), path


def test_pages_allow_no_inline_code_and_load_nothing_from_other_hosts(pages):
    for path, response in pages.items():
        policy, page = response["Content-Security-Policy"], response.content.decode()
        loaded = re.findall(
            r'<(?:script|img|link rel="(?:stylesheet|icon)")[^>]*"(http[^"]*)"', page
        )

        assert "unsafe" not in policy
        assert "http" not in policy
        assert loaded == [], path
        assert " style=" not in page, path
        assert not re.search(r"<[a-z]+ [^>]*\bon[a-z]+=", page), path


def test_versions_of_a_page_name_each_other(pages):
    page = pages["/zh-hant/labs/?host=hku&stage=active"].content.decode()

    for tag, code in (("en", "en"), ("zh-Hant", "zh-hant"), ("x-default", "en")):
        url = f"http://testserver/{code}/labs/?host=hku&amp;stage=active"
        assert f'<link rel="alternate" hreflang="{tag}" href="{url}">' in page
    assert f'<link rel="canonical" href="{url.replace("/en/", "/zh-hant/")}">' in page


def test_links_lead_somewhere(pages, registry):
    keys = {f"{resource}/{key}" for key, resource in published()}
    addresses = {
        urlsplit(f"{urlsplit(path).path}{link}" if link.startswith("?") else link)
        for path, response in pages.items()
        for link in links(response.content.decode())
        if link.startswith(("/", "?"))
    }
    # Links of a list that differ in the values of their parameters only lead to the same code.
    alike = {(url.path, tuple(sorted(parse_qs(url.query)))): url for url in addresses}

    assert len(alike) > 300
    assert [url for url in alike.values() if not leads_somewhere(url, keys, registry)] == []


# A word in Chinese before a mark of English punctuation.
ENGLISH_PUNCTUATION = re.compile("[\u4e00-\u9fff]{1,8} ?[,:;(] ?.{0,8}")


def test_chinese_pages_have_chinese_punctuation(pages):
    """Apart from texts of the data: printed words, names in English, notes, and citations."""
    not_ours = re.compile(
        r'<(\w+)[^>]* lang="[^"]+"[^>]*>.*?</\1>|<(pre|code|script).*?</\2>', re.S
    )
    for path, response in pages.items():
        if path.startswith("/zh-hant/"):
            main = response.content.decode().partition("<main")[2].partition("</main")[0]
            text = unescape(re.sub(r"<[^>]+>", "", not_ours.sub("", main)))
            assert ENGLISH_PUNCTUATION.findall(re.sub(r"\s+", " ", text)) == [], path


def published():
    return Record.objects.published().values_list("id", "resource")


def leads_somewhere(url, keys, client):
    """Whether a page or file is there; of a list one row is enough."""
    record = re.match(r"^/(?:en|zh-hant)/([a-z]+/[a-z0-9-]+)/$", url.path)
    if (record and record[1] in keys) or url.path.startswith("/static/"):
        return True
    address = urlunsplit(url)
    if url.path.startswith("/api/v1/") and "format=" in url.query:
        address = address.replace("&page_size=100", "") + "&page_size=1" * is_list(url)
    return client.get(address).status_code in (200, 302)


def is_list(url):
    return url.path.count("/") == 4 and not url.path.endswith(
        ("/quality/", "/dump/", "/reconcile/")
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Last looked for in open pages on 28 November 2026."),
        ("zh-hant", "最近一次在公開網頁查找是在2026年11月28日。"),
    ],
)
def test_page_of_an_overdue_plan_says_when_its_outcome_was_looked_for(registry, language, words):
    page = registry.get(f"/{language}/targets/target-cyberport-phase-5/").content.decode()

    assert words in page
