"""Request ids, and what is logged of a request."""

import logging

import pytest
from django.db import OperationalError
from django.test import Client

from hkinno.api.requests import LogFilter
from hkinno.site import views as site


@pytest.fixture
def access_log(caplog):
    caplog.set_level(logging.INFO, "hkinno.access")
    return lambda: [record for record in caplog.records if record.name == "hkinno.access"]


def test_request_gets_an_id(client):
    first, second = client.get("/healthz"), client.get("/healthz")

    assert len(first["X-Request-ID"]) == 32
    assert first["X-Request-ID"] != second["X-Request-ID"]


@pytest.mark.parametrize("request_id", ["a1b2-c3d4_e5.f6", "x" * 64])
def test_id_chosen_by_a_proxy_is_kept(client, request_id):
    response = client.get("/healthz", headers={"X-Request-ID": request_id})

    assert response["X-Request-ID"] == request_id


@pytest.mark.parametrize(
    "request_id", ["short", "x" * 65, "a\tb" * 5, "<script>", "號碼號碼號碼號碼"]
)
def test_unsafe_id_is_replaced(client, request_id):
    response = client.get("/healthz", headers={"X-Request-ID": request_id})

    assert response["X-Request-ID"].isalnum()
    assert len(response["X-Request-ID"]) == 32


@pytest.mark.django_db
def test_access_log_has_one_line_for_a_request(client, access_log):
    response = client.get("/api/v1/labs/?hots=hku")

    (record,) = access_log()
    assert record.levelname == "INFO"
    assert record.getMessage() == (
        f"GET /api/v1/labs/?hots=hku 400 {record.duration_ms} ms, client 127.0.0.1"
    )
    assert record.status == response.status_code


def test_access_log_hides_queries_of_the_admin(client, access_log):
    client.get("/admin/login/?next=/admin/&password=secret")

    (record,) = access_log()
    assert record.path == "/admin/login/"


@pytest.mark.django_db
def test_client_cannot_add_a_line_to_the_log(client, access_log):
    client.get("/api/v1/%0aERROR/?q=%0aERROR\x1b[31m")

    (record,) = access_log()
    assert record.getMessage().isprintable()


def test_slow_request_is_a_warning(client, settings, access_log):
    settings.SLOW_REQUEST = -1

    client.get("/healthz")

    assert [record.levelname for record in access_log()] == ["WARNING"]


class Failing(site.SwaggerUI):
    error: Exception

    def get_context_data(self, **kwargs):
        raise self.error


@pytest.fixture
def failing_page(monkeypatch):
    def fail_with(error):
        monkeypatch.setattr(site.SwaggerUI, "get_context_data", Failing.get_context_data)
        monkeypatch.setattr(site.SwaggerUI, "error", error, raising=False)
        return Client(raise_request_exception=False)

    return fail_with


def test_unhandled_exception_is_logged_with_its_traceback_and_request_id(failing_page, caplog):
    response = failing_page(RuntimeError("broken")).get("/api/docs/")

    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    LogFilter().filter(record)
    assert response.status_code == 500
    assert record.exc_info[0] is RuntimeError
    assert record.request_id == response["X-Request-ID"]
    assert record.levelname == "ERROR"


def test_database_error_outside_the_api_is_503(failing_page):
    response = failing_page(OperationalError()).get("/api/docs/")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["code"] == "database-unavailable"


@pytest.mark.django_db
def test_unknown_host_is_logged_without_a_traceback(client, caplog):
    response = client.get("/api/v1/", headers={"host": "evil.example"})

    assert response.status_code == 400
    records = [record for record in caplog.records if record.name.startswith("django.security")]
    assert [LogFilter().filter(record) for record in records] == [True]
    assert (records[0].levelname, records[0].exc_info) == ("INFO", None)
    assert "evil.example" in records[0].getMessage()


def test_client_error_is_left_out_of_a_log_of_warnings(monkeypatch):
    record = logging.makeLogRecord({"levelno": logging.ERROR, "status_code": 400})
    monkeypatch.setattr(logging.getLogger(), "level", logging.WARNING)

    assert LogFilter().filter(record) is False


def test_line_outside_a_request_has_no_id():
    record = logging.makeLogRecord({})

    assert LogFilter().filter(record)
    assert record.request_id == "-"
