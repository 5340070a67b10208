"""Every error in one shape, in two languages, for whatever goes wrong."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import path
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from hkinno import urls
from hkinno.api.catalogue import PROBLEMS

KEYS = ["type", "title", "status", "detail", "instance", "code", "errors"]
CHINESE = {"accept-language": "zh-HK"}


def fails_with(error):
    """The address of a view that fails, as the database or our own code might."""

    class View(APIView):
        def get(self, request):
            raise error

    return path(f"fails/{type(error).__name__}/", View.as_view())


FAILURES = [
    OperationalError("could not connect to server: /secret/socket"),
    InterfaceError("connection already closed"),
    IntegrityError("duplicate key value violates unique constraint"),
    DataError("integer out of range"),
    ValueError("/secret/path"),
]
urlpatterns = [*urls.urlpatterns, *(fails_with(error) for error in FAILURES)]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500


def is_problem(response, status, code):
    """Assert the shape that every error has; gives the body."""
    body = response.json()
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert list(body) == KEYS
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"http://testserver/problems/{code}/"
    assert body["title"] == str(PROBLEMS[code].title)
    return body


def test_an_unknown_address_is_a_problem_that_says_so(client):
    response = client.get("/no/such/thing/?a=b")

    body = is_problem(response, 404, "not-found")
    assert body["instance"] == "/no/such/thing/"
    assert response["Content-Language"] == "en"
    assert response["Vary"] == "Accept-Language"


def test_a_problem_is_told_in_traditional_chinese_to_who_prefers_it(client):
    response = client.get("/no/such/thing/", headers=CHINESE)

    assert response["Content-Language"] == "zh-Hant"
    assert response.json()["title"] == "這個網址沒有內容"


@pytest.mark.django_db
def test_the_fault_of_a_parameter_is_told_in_traditional_chinese_too(client):
    response = client.get("/api/v1/labs/", {"hst": "hku"}, headers=CHINESE)

    assert response.json() == {
        "type": "http://testserver/problems/invalid-parameter/",
        "title": "參數不明或數值有誤",
        "status": 400,
        "detail": "這裏沒有參數「hst」。是否想輸入「host」？",
        "instance": "/api/v1/labs/",
        "code": "invalid-parameter",
        "errors": [
            {
                "code": "unknown-parameter",
                "detail": "這裏沒有參數「hst」。是否想輸入「host」？",
                "parameter": "hst",
                "pointer": None,
                "suggestion": "host",
            }
        ],
    }


@pytest.mark.parametrize(
    "language", ["zh-HK", "zh-TW", "zh-Hant", "zh-MO", "zh", "zh-CN,zh;q=0.9,en;q=0.1"]
)
def test_every_chinese_reader_is_told_in_traditional_chinese(client, language):
    response = client.get("/nothing", headers={"accept-language": language})

    assert response["Content-Language"] == "zh-Hant"


@pytest.mark.parametrize("language", ["en-GB", "fr", "*", "", ";;;", "x" * 600, "zh-\x80"])
def test_every_other_reader_is_told_in_english(client, language):
    response = client.get("/nothing", headers={"accept-language": language})

    assert response["Content-Language"] == "en"


@pytest.mark.django_db
def test_data_is_in_both_languages_whoever_asks(client):
    response = client.get("/api/v1/labs/", headers=CHINESE)

    assert response["Content-Language"] == "zh-Hant, en"
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/",
        "/api/v1/labs/",
        "/api/v1/labs/x/",
        "/api/v1/vocabularies/",
        "/api/schema/",
        "/healthz",
        "/readyz",
        "/",
        "/problems/gone/",
        "/api/docs/",
        "/api/redoc/",
    ],
)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_what_only_can_be_read_says_how(client, address, method):
    client = Client(enforce_csrf_checks=True)

    response = getattr(client, method)(address)

    body = is_problem(response, 405, "method-not-allowed")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert body["detail"] == "Possible here: GET, HEAD, OPTIONS."


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "x", ";;;", "text/csv;q=0.9"])
def test_a_format_that_is_not_ours_is_not_acceptable(client, accept):
    response = client.get("/healthz", headers={"accept": accept})

    is_problem(response, 406, "not-acceptable")


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/*",
        "application/json",
        "application/json; indent=4",
        "text/html,application/xhtml+xml,*/*;q=0.8",
    ],
)
def test_json_is_what_everybody_gets(client, accept):
    response = client.get("/healthz", headers={"accept": accept})

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.content == b'{"status":"ok"}'


def test_the_format_may_be_said_in_the_address(client):
    response = client.get("/healthz?format=json", headers={"accept": "text/html"})

    assert response.status_code == 200


def test_a_format_that_is_not_ours_is_refused_in_the_address(client):
    response = client.get("/healthz?format=jsn")

    body = is_problem(response, 400, "invalid-parameter")
    assert body["errors"][0]["parameter"] == "format"
    assert body["errors"][0]["suggestion"] == "json"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        ("OperationalError", 503, "unavailable"),
        ("InterfaceError", 503, "unavailable"),
        ("IntegrityError", 409, "conflict"),
        ("DataError", 400, "invalid-data"),
        ("ValueError", 500, "internal-error"),
    ],
)
def test_a_failure_is_a_problem_that_tells_nothing_of_the_inside(settings, error, status, code):
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)

    response = client.get(f"/fails/{error}/")

    body = is_problem(response, status, code)
    assert "secret" not in response.content.decode()
    assert body["errors"] == []
    assert response.get("Retry-After") == ("5" if status == 503 else None)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_has_gone_away_is_unavailable_and_comes_back(client):
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 1")
        cursor.execute("set lock_timeout = 1")
    connection.connection.close()

    assert client.get("/api/v1/labs/").status_code == 503
    connection.close()
    assert client.get("/api/v1/labs/").status_code == 200


def test_a_host_that_is_not_ours_is_refused(client):
    response = client.get("/api/v1/labs/", headers={"host": "evil.example"})

    assert response.status_code == 400
    body = response.json()
    assert body["code"] == "bad-request"
    # There is no host to begin it with that could be trusted.
    assert body["type"] == "/problems/bad-request/"


def test_a_host_that_is_not_ours_leads_home_where_the_public_address_is_known(client, settings):
    settings.PUBLIC_URL = "https://hkinno.example"

    body = client.get("/healthz/x", headers={"host": "evil.example"}).json()

    assert body["type"] == "https://hkinno.example/problems/bad-request/"


@pytest.mark.parametrize("address", ["/admin/nothing/here/", "/admin/no"])
@pytest.mark.django_db
def test_the_admin_keeps_its_pages(address):
    from hkinno.api import errors

    request = RequestFactory().get(address)

    for response in (
        errors.not_found(request, Exception()),
        errors.bad_request(request, SuspiciousOperation()),
        errors.server_error(request),
    ):
        assert response["Content-Type"].startswith("text/html")


def test_an_error_of_no_kind_that_is_known_is_left_to_django():
    from hkinno.api.errors import answer

    request = APIRequestFactory().get("/")

    assert answer(KeyError("x"), {"view": APIView(), "request": request}) is None


def test_every_problem_has_a_page_in_both_languages(client):
    for code, known in PROBLEMS.items():
        response = client.get(f"/problems/{code}/")
        page = response.content.decode()

        assert response.status_code == 200
        assert f"{known.status} {code}" in page
        assert '<section lang="zh-Hant">' in page
        assert '<section lang="en">' in page
        assert str(known.title) in page


def test_every_problem_is_translated(client):
    for code in PROBLEMS:
        response = client.get(f"/problems/{code}/", headers=CHINESE)
        sections = response.content.decode().split("<section")

        assert sections[1].split(">", 1)[1] != sections[2].split(">", 1)[1]


def test_a_problem_that_there_is_not_has_no_page(client):
    is_problem(client.get("/problems/nonsense/"), 404, "not-found")
