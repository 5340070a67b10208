"""Checks by middleware: encoding and length of the URL, slashes and CORS."""

from urllib.parse import urlencode

import pytest

from tests.factories import InstitutionFactory, LabFactory

MALFORMED_URLS = [
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


@pytest.mark.parametrize("address", MALFORMED_URLS)
def test_malformed_url_is_a_bad_request(client, address):
    response = client.get(address)

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert (
        response.json()["detail"]
        == "The URL must be UTF-8, percent-encoded once, without NUL characters."
    )


def test_malformed_request_has_cors_headers(client):
    response = client.get("/api/v1/labs/?a=%00", headers={"origin": "https://example.org"})

    assert response["Access-Control-Allow-Origin"] == "*"


def test_malformed_request_is_answered_in_the_requested_language(client):
    client.get("/nothing", headers={"accept-language": "zh-HK"})

    english = client.get("/%ff", headers={"accept-language": "en"})
    chinese = client.get("/%ff", headers={"accept-language": "zh-HK"})

    assert english.json()["title"] == "Malformed request"
    assert chinese.json()["title"] == "請求的格式不正確"


def test_query_has_at_most_50_parameters(client):
    accepted = client.get("/healthz?" + "&".join(["format=json"] * 50))
    rejected = client.get("/healthz?" + "&".join(["format=json"] * 51))

    assert accepted.json()["code"] == "invalid-parameter"
    assert rejected.json()["code"] == "bad-request"
    assert rejected.status_code == 400


@pytest.mark.django_db
def test_query_has_at_most_4_kilobytes(client):
    longest = client.get("/api/v1/labs/?id__in=" + "x" * (4096 - len("id__in=")))
    rejected = client.get("/api/v1/labs/?id__in=" + "x" * (4097 - len("id__in=")))

    assert longest.status_code == 200
    assert rejected.status_code == 414
    assert rejected.json()["code"] == "uri-too-long"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/api/v1/labs?host=hku&page=2", "/api/v1/labs/?host=hku&page=2"),
        ("/api/v1", "/api/v1/"),
        ("/api/v1/labs/hku", "/api/v1/labs/hku/"),
        ("/api/docs", "/api/docs/"),
    ],
)
def test_url_without_trailing_slash_redirects(client, address, location):
    response = client.get(address)

    assert response.status_code == 308
    assert response["Location"] == location


@pytest.mark.parametrize(
    ("address", "accept", "location"),
    [
        ("/api/", "*/*", "/api/v1/"),
        ("/api/", "application/json", "/api/v1/"),
        ("/api/", "text/html,application/xhtml+xml,*/*;q=0.8", "/api/docs/"),
        ("/docs", "text/html", "/api/docs/"),
        ("/docs/", "*/*", "/api/docs/"),
    ],
)
def test_addresses_that_visitors_try_lead_on(client, address, accept, location):
    response = client.get(address, headers={"accept": accept})

    assert (response.status_code, response["Location"]) == (302, location)
    assert ("Accept" in response.get("Vary", "").split(", ")) == (address == "/api/")
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "//api/v1/labs"])
def test_no_url_redirects_to_another_host(client, path):
    response = client.get("/", PATH_INFO=path)

    assert response.status_code == 404


@pytest.mark.parametrize("address", ["/.git/config", "/.env", "/debug/", "/metrics", "/api/v2/"])
def test_undocumented_url_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_any_origin_may_read_without_credentials(client):
    response = client.get("/api/v1/labs/", headers={"origin": "https://example.org"})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.django_db
def test_head_responds_like_get_without_a_body(client):
    response = client.head("/api/v1/labs/")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.content == b""


@pytest.mark.parametrize("address", ["/api/v1/labs/", "/api/v1/", "/api/docs/", "/healthz"])
def test_options_lists_the_allowed_methods(client, address):
    response = client.options(address)

    assert response.status_code == 200
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.django_db
def test_next_link_of_a_query_of_maximum_length_is_accepted(client):
    """The link is longer and has one more parameter."""
    hosts = [InstitutionFactory(id="x" * 60 + f"{number:02}") for number in range(64)]
    for host in hosts[:3]:
        LabFactory(host=host)
    longest = {"host__in": ",".join(host.pk for host in hosts), "page_size": "1"}
    many = [("page_size", "1"), *(("host", hosts[number % 3].pk) for number in range(49))]

    for query in (longest, longest | {"cursor": "*"}, many):
        count, address = 0, f"/api/v1/labs/?{urlencode(query, safe=',*')}"
        while address:
            response = client.get(address)
            assert response.status_code == 200
            count += len(response.json()["results"])
            address = response.json()["next"]
        assert count == 3


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:81", "http://localhost:8123"),
        ("[::1]:81", "http://[::1]:8123"),
        ("localhost", "http://localhost"),
    ],
)
def test_links_have_the_port_that_is_served(client, db, host, origin):
    root = client.get("/api/v1/", headers={"host": host}, SERVER_PORT="8123").json()

    assert root["links"]["openapi"] == f"{origin}/api/schema/"
