"""Browsers are led to pages, and see errors as pages; clients of the API notice nothing."""

import pytest
from django.http import JsonResponse
from django.test import Client

from hkinno.api import client as api_client
from hkinno.api.revision_cache import DATA_VERSION
from tests.factories import InstitutionFactory, LabFactory

pytestmark = pytest.mark.django_db
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
CLIENTS = ["*/*", "", "application/json", "application/json, text/html;q=0.9", "text/csv"]


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/api/v1/labs/hku-lab/", "/en/labs/hku-lab/"),
        ("/api/v1/labs/?host=hku&page=2", "/en/labs/?host=hku&page=2"),
        ("/api/v1/statements/", "/en/statements/"),
        ("/api/v1/search/?q=x", "/en/search/?q=x"),
        ("/api/v1/conflicts/", "/en/conflicts/"),
        ("/api/v1/", "/en/developers/"),
        ("/api/v1/labs/hku-lab/changes/", "/en/labs/hku-lab/changes/"),
    ],
)
def test_browser_is_led_from_the_api_to_the_page(client, address, page):
    response = client.get(address, headers=BROWSER)

    assert (response.status_code, response["Location"]) == (302, page)
    assert {"Accept", "Accept-Language"} <= set(response["Vary"].split(", "))


def test_id_in_an_address_of_another_kind_leads_to_its_page(client):
    InstitutionFactory(id="hku")
    LabFactory(id="draft", status="draft")

    response = client.get("/zh-hant/labs/hku/")

    assert (response.status_code, response["Location"]) == (302, "/zh-hant/institutions/hku/")
    assert client.get("/en/institutions/draft/").status_code == 404
    assert client.get("/en/labs/draft/").status_code == 404
    assert client.get("/en/labs/none/").status_code == 404


def test_browser_is_led_to_the_page_in_its_language(client):
    response = client.get("/api/v1/labs/", headers=BROWSER | {"accept-language": "zh-HK,en;q=0.5"})

    assert response["Location"] == "/zh-hant/labs/"


@pytest.mark.parametrize("accept", CLIENTS)
def test_client_of_the_api_is_not_redirected(client, accept):
    LabFactory(id="lab")

    response = client.get("/api/v1/labs/", headers={"accept": accept})

    assert response.status_code == 200
    assert "html" not in response["Content-Type"]


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/labs/?format=json",
        "/api/v1/vocabularies/stages/?format=json",
        "/api/v1/quality/?format=json",
    ],
)
def test_browser_that_asks_for_a_format_gets_it(client, address):
    response = client.get(address, headers=BROWSER)

    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


def test_link_of_reconciliation_leads_to_the_page(client):
    InstitutionFactory(id="hku")

    response = client.get("/api/v1/reconcile/view/hku/", headers=BROWSER, follow=True)

    assert response.redirect_chain[-1][0].endswith("/en/institutions/hku/")
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "text"),
    [
        ("/en/labs/?hots=1", 400, "Did you mean “host”?"),
        ("/en/labs/?hots=1&kind=x", 400, "<li>"),
        ("/en/labs/none/", 404, "Not found"),
        ("/zh-hant/labs/none/", 404, "找不到內容"),
        ("/nothing/", 404, "Not found"),
        ("/api/v1/nothing/", 404, "Not found"),
    ],
)
def test_browser_sees_errors_as_pages(client, address, status, text):
    response = client.get(address, headers=BROWSER)

    assert response.status_code == status
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert "form-action 'self'" in response["Content-Security-Policy"]
    assert text in response.content.decode()
    assert int(response["Content-Length"]) == len(response.content)


@pytest.mark.parametrize("accept", CLIENTS)
def test_client_gets_errors_of_pages_as_problems(client, accept):
    response = client.get("/en/labs/none/", headers={"accept": accept})

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_unexpected_error_of_a_page_is_a_page(monkeypatch):
    monkeypatch.setattr("hkinno.site.pages.home.count_lists", lambda *_arguments: 1 / 0)

    response = Client(raise_request_exception=False).get("/en/", headers=BROWSER)

    assert response.status_code == 500
    assert b"Internal server error" in response.content


def test_page_of_a_merged_record_leads_to_its_survivor(client):
    survivor = InstitutionFactory(id="hku")
    InstitutionFactory(id="hku-2", merged_into=survivor)

    response = client.get("/zh-hant/institutions/hku-2/")

    assert (response.status_code, response["Location"]) == (301, "/zh-hant/institutions/hku/")


@pytest.mark.parametrize(
    ("language", "home"), [("zh-Hant-HK", "/zh-hant/"), ("fr, en;q=0.1", "/en/"), ("", "/en/")]
)
def test_the_root_leads_to_the_home_page_in_the_language_of_the_client(client, language, home):
    response = client.get("/", headers={"accept-language": language})

    assert (response.status_code, response["Location"]) == (302, home)
    assert "Accept-Language" in response["Vary"]


def test_address_without_a_language_leads_to_the_page(client):
    response = client.get("/labs/", headers={"accept-language": "zh-HK"})

    assert response["Location"] == "/zh-hant/labs/"


@pytest.mark.parametrize(
    "name",
    ["fbclid", "gclid", "msclkid", "utm_source", "utm_campaign", "_ga", "mc_cid", "_hsenc"],
)
def test_parameters_of_trackers_are_removed_from_the_address(client, name):
    response = client.get(f"/en/labs/?{name}=x&host=hku&{name}=y")
    alone = client.get("/zh-hant/", {name: "x"})

    assert (response.status_code, response["Location"]) == (302, "/en/labs/?host=hku")
    assert alone["Location"] == "/zh-hant/"
    assert client.get(f"/api/v1/labs/?{name}=x").status_code == 400


def test_empty_fields_of_a_form_are_removed_from_the_address(client):
    response = client.get("/en/labs/?q=&kind=research-centre&ordering=")

    assert (response.status_code, response["Location"]) == (302, "/en/labs/?kind=research-centre")


@pytest.mark.parametrize("query", ["format=csv", "format=xlsx&bom=1", "fields=id", "omit=name"])
@pytest.mark.parametrize("path", ["/en/people/", "/zh-hant/conflicts/", "/en/sources/paper/"])
def test_parameters_of_the_form_of_an_answer_are_removed_from_the_address(client, path, query):
    response = client.get(f"{path}?{query}&page=1")

    assert (response.status_code, response["Location"]) == (302, f"{path}?page=1")


def test_files_for_programs(client):
    LabFactory(id="lab", status="published")

    robots, llms = (client.get(f"/{name}").content.decode() for name in ("robots.txt", "llms.txt"))
    sitemap = client.get("/sitemap-records.xml").content.decode()

    assert "Sitemap: http://testserver/sitemap.xml" in robots
    assert "- [Institutions](http://testserver/api/v1/institutions/)" in llms
    assert "/sitemap-records.xml" in client.get("/sitemap.xml").content.decode()
    assert "<loc>http://testserver/zh-hant/labs/lab/</loc>" in sitemap
    assert 'hreflang="en" href="http://testserver/en/labs/lab/"' in sitemap
    assert "/en/charts/timeline/" in client.get("/sitemap-pages.xml").content.decode()
    assert client.get("/favicon.ico")["Location"] == "/static/site/icon.svg"


def test_page_reads_the_api_as_of_the_revision_of_its_request(rf, monkeypatch):
    def view(request):
        return JsonResponse({"revision": getattr(request, DATA_VERSION)})

    monkeypatch.setattr(api_client, "find_view", lambda resolver, path: (view, (), {}))
    request = rf.get("/en/labs/")
    setattr(request, DATA_VERSION, 7)

    assert api_client.read_list(request, "labs") == {"revision": 7}
