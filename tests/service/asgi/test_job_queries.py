"""What a job does when its replica fails."""

import asyncio
from types import SimpleNamespace
from unittest.mock import Mock

import psycopg
import pytest
from django.db import InternalError, OperationalError, connection

from hkinno.api.errors import exception_handler
from hkinno.api.errors.exception_handler import (
    ReplicaUnavailableError,
    database_error,
    is_database_error,
    server_error,
)
from hkinno.service.asgi.job import Job


def caused_by(exception, cause):
    exception.__cause__ = cause
    return exception


LOST = OperationalError("lost")
SLOW = caused_by(OperationalError("slow"), psycopg.errors.QueryCanceled())
READ_ONLY = caused_by(InternalError("read-only"), psycopg.errors.ReadOnlySqlTransaction())


@pytest.mark.parametrize("error", [LOST, READ_ONLY])
def test_error_on_a_replica_is_no_response(rf, monkeypatch, error):
    monkeypatch.setattr(exception_handler, "connection", SimpleNamespace(alias="replica1"))

    with pytest.raises(ReplicaUnavailableError):
        database_error(rf.get("/api/v1/labs/"), error)


def test_slow_statement_on_a_replica_is_not_repeated(rf, monkeypatch):
    monkeypatch.setattr(exception_handler, "connection", SimpleNamespace(alias="replica1"))

    assert database_error(rf.get("/api/v1/labs/"), SLOW).status_code == 503


@pytest.mark.parametrize("path", ["/api/v1/labs/", "/admin/"])
def test_primary_that_became_a_standby_is_unavailable(rf, path):
    assert is_database_error(READ_ONLY)
    try:
        raise READ_ONLY
    except InternalError:
        response = server_error(rf.post(path))

    assert (response.status_code, response["Retry-After"]) == (503, "5")


@pytest.mark.parametrize(
    ("method", "error", "is_uncertain"),
    [("post", LOST, True), ("post", SLOW, False), ("get", LOST, False)],
)
def test_curator_is_told_that_a_save_without_an_answer_may_have_been_made(
    rf, method, error, is_uncertain
):
    response = database_error(getattr(rf, method)("/admin/labs/lab/add/"), error)

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert ("not certain whether your changes were saved" in response.text) == is_uncertain


@pytest.mark.django_db(transaction=True)
def test_query_of_a_server_that_does_not_answer_is_ended():
    async def start():
        job = Job(lambda environ, start_response: None, {}, lambda: None, Mock())
        job.end_query()  # no query runs
        return job

    job = asyncio.run(start())
    connection.ensure_connection()
    job.query_connection = connection.connection
    job.end_query()

    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("select 1")
    job.end_query()  # it is closed
    connection.close()
