"""Headers that restrict what browsers and caches do with a response."""

import pytest
from django.http import HttpResponse

from hkinno.api.middleware import SecurityHeadersMiddleware
from tests.factories import LabFactory


def test_data_may_be_read_anywhere_and_runs_nothing(client, db):
    LabFactory(id="lab")

    response = client.get("/api/v1/labs/lab/")

    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/", "/admin/nothing/"])
def test_admin_runs_only_its_own_files(client, db, address):
    response = client.get(address)

    policy = response["Content-Security-Policy"]
    assert "script-src 'self'; style-src 'self';" in policy
    assert "unsafe" not in policy
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/", "/api/docs/", "/api/redoc/", "/problems/gone/"])
def test_no_page_allows_inline_styles_or_scripts(client, address):
    assert "unsafe" not in client.get(address)["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("/api/v1/nothing/", "testserver"),
        ("/api/v1/labs/?hots=hku", "testserver"),
        ("/api/v1/%00/", "testserver"),
        ("/admin/nothing/", "testserver"),
        ("/api/v1/", "evil.example"),
        ("/admin/", "evil.example"),
    ],
)
def test_errors_are_not_cached(client, db, address, host):
    response = client.get(address, headers={"host": host}, follow=False)

    assert response.status_code in (302, 400, 404)
    assert "no-store" in response["Cache-Control"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_unknown_host_gets_a_page_in_the_admin(client):
    response = client.get("/admin/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "<h1>Malformed request</h1>" in response.content.decode()
    assert b"evil.example" not in response.content


def test_policy_of_a_copy_is_not_replaced_by_that_of_a_304(rf):
    responses = [
        SecurityHeadersMiddleware(lambda _request, status=status: HttpResponse(status=status))(
            rf.get("/en/")
        )
        for status in (200, 304)
    ]

    assert ["Content-Security-Policy" in response for response in responses] == [True, False]
