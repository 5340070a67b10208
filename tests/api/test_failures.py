"""Internal failures are reported as problems without revealing details."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import path
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from hkinno import urls
from tests.api.problem_assertions import assert_problem


def failing_path(error):
    """The path of a view that raises the error."""

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
urlpatterns = [*urls.urlpatterns, *(failing_path(error) for error in FAILURES)]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        ("OperationalError", 503, "database-unavailable"),
        ("InterfaceError", 503, "database-unavailable"),
        ("IntegrityError", 409, "conflict"),
        ("DataError", 400, "invalid-data"),
        ("ValueError", 500, "internal-server-error"),
    ],
)
def test_failure_is_a_problem_without_internal_details(settings, error, status, code):
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)

    response = client.get(f"/fails/{error}/")

    body = assert_problem(response, status, code)
    assert "secret" not in response.content.decode()
    assert body["errors"] == []
    assert response.get("Retry-After") == ("5" if status == 503 else None)


@pytest.mark.django_db(transaction=True)
def test_lost_database_connection_is_unavailable_until_reconnected(client):
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 1")
        cursor.execute("set lock_timeout = 1")
    connection.connection.close()

    assert client.get("/api/v1/labs/").status_code == 503
    connection.close()
    assert client.get("/api/v1/labs/").status_code == 200


@pytest.mark.parametrize("address", ["/admin/nothing/here/", "/admin/no"])
@pytest.mark.django_db
def test_admin_has_html_error_pages(address):
    from hkinno.api.errors import exception_handler

    request = RequestFactory().get(address)

    for response in (
        exception_handler.not_found(request, Exception()),
        exception_handler.bad_request(request, SuspiciousOperation()),
        exception_handler.server_error(request),
    ):
        assert response["Content-Type"].startswith("text/html")


def test_unknown_exception_is_left_to_django():
    from hkinno.api.errors.exception_handler import handle_exception

    request = APIRequestFactory().get("/")

    assert handle_exception(KeyError("x"), {"view": APIView(), "request": request}) is None
