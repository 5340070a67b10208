"""What is settled before any view: bytes that are no text, queries beyond need, slashes."""

from urllib.parse import urlencode

import pytest

from tests.factories import InstitutionFactory, LabFactory

BAD = [
    "/api/v1/labs/%00/",
    "/api/v1/labs/%ff/",
    "/api/v1/labs/%c0%80/",  # an overlong NUL
    "/api/v1/labs/%ed%a0%80/",  # a surrogate
    "/api/v1/labs/?id__in=%00",
    "/api/v1/labs/?id__in=%ff",
    "/api/v1/labs/?%ff=1",
    "/api/v1/labs/?id__in=%ed%a0%80",
    "/%ff",
    "/api/v1/labs/%2525/",  # encoded twice
]


@pytest.mark.parametrize("address", BAD)
def test_bytes_that_are_no_text_are_refused(client, address):
    response = client.get(address)

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert (
        response.json()["detail"]
        == "The URL must be UTF-8, percent-encoded once, without NUL characters."
    )


def test_what_is_refused_can_be_read_by_any_page(client):
    response = client.get("/api/v1/labs/?a=%00", headers={"origin": "https://example.org"})

    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_refusal_is_told_in_the_language_of_who_asks(client):
    client.get("/nothing", headers={"accept-language": "zh-HK"})

    english = client.get("/%ff", headers={"accept-language": "en"})
    chinese = client.get("/%ff", headers={"accept-language": "zh-HK"})

    assert english.json()["title"] == "Malformed request"
    assert chinese.json()["title"] == "請求的格式不正確"


def test_a_query_has_at_most_fifty_parameters(client):
    fine = client.get("/healthz?" + "&".join(["format=json"] * 50))
    refused = client.get("/healthz?" + "&".join(["format=json"] * 51))

    assert fine.json()["code"] == "invalid-parameter"
    assert refused.json()["code"] == "bad-request"
    assert refused.status_code == 400


@pytest.mark.django_db
def test_a_query_has_at_most_four_kilobytes(client):
    longest = client.get("/api/v1/labs/?id__in=" + "x" * (4096 - len("id__in=")))
    refused = client.get("/api/v1/labs/?id__in=" + "x" * (4097 - len("id__in=")))

    assert longest.status_code == 200
    assert refused.status_code == 414
    assert refused.json()["code"] == "uri-too-long"


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/api/v1/labs?host=hku&page=2", "/api/v1/labs/?host=hku&page=2"),
        ("/api/v1", "/api/v1/"),
        ("/api/v1/labs/hku", "/api/v1/labs/hku/"),
        ("/api/docs", "/api/docs/"),
    ],
)
def test_an_address_without_its_slash_leads_to_the_one_with_it(client, asked, led_to):
    response = client.get(asked)

    assert response.status_code == 308
    assert response["Location"] == led_to


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "//api/v1/labs"])
def test_no_address_leads_to_another_host(client, path):
    response = client.get("/", PATH_INFO=path)

    assert response.status_code == 404


@pytest.mark.parametrize("address", ["/.git/config", "/.env", "/debug/", "/metrics", "/api/"])
def test_there_is_nothing_beside_what_is_said(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_any_page_may_read_and_sends_no_cookies(client):
    response = client.get("/api/v1/labs/", headers={"origin": "https://example.org"})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.django_db
def test_head_answers_like_get_without_a_body(client):
    response = client.head("/api/v1/labs/")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.content == b""


@pytest.mark.parametrize("address", ["/api/v1/labs/", "/api/v1/", "/", "/healthz"])
def test_options_says_what_can_be_done(client, address):
    response = client.options(address)

    assert response.status_code == 200
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.django_db
def test_a_query_that_was_answered_leads_to_its_next_page(client):
    """Though that is longer, and has a parameter more."""
    hosts = [InstitutionFactory(id="x" * 60 + f"{number:02}") for number in range(64)]
    for host in hosts[:3]:
        LabFactory(host=host)
    longest = {"host__in": ",".join(each.pk for each in hosts), "page_size": "1"}
    most = [("page_size", "1"), *(("host", hosts[number % 3].pk) for number in range(49))]

    for query in (longest, longest | {"cursor": "*"}, most):
        met, address = 0, f"/api/v1/labs/?{urlencode(query, safe=',*')}"
        while address:
            response = client.get(address)
            assert response.status_code == 200
            met += len(response.json()["results"])
            address = response.json()["next"]
        assert met == 3
