"""Exports are streamed, and errors are reported before the first byte."""

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from hkinno.api.renderers import base
from hkinno.api.renderers.xlsx import XLSXRenderer
from hkinno.registry.rest import list_files
from tests.factories import LabFactory

pytestmark = pytest.mark.django_db


def test_export_is_streamed_in_chunks(client, monkeypatch):
    monkeypatch.setattr(base, "CHUNK_ROWS", 10)
    monkeypatch.setattr(list_files, "CHUNK_ROWS", 10)
    monkeypatch.setattr(base, "BLOCK_SIZE", 1)
    LabFactory.create_batch(40)

    with CaptureQueriesContext(connection) as first_queries:
        response = client.get("/api/v1/labs/?format=jsonl&ordering=id")
        pieces = iter(response.streaming_content)
        first = next(pieces)
    with CaptureQueriesContext(connection) as other_queries:
        others = list(pieces)

    assert first.count(b"\n") == 1
    assert sum(piece.count(b"\n") for piece in others) == 39
    # Related records are fetched once per chunk: one chunk so far, three after it.
    assert len(other_queries) == 3 * (len(first_queries) - 1)


def test_database_error_at_the_first_row_is_a_problem(client):
    def fail(execute, sql, *args):
        raise DataError("out of range")

    with connection.execute_wrapper(fail):
        response = client.get("/api/v1/labs/?format=jsonl")

    assert response.status_code == 400
    assert response.json()["code"] == "invalid-data"


def test_list_too_long_for_a_workbook_is_an_error_that_suggests_other_formats(client, monkeypatch):
    monkeypatch.setattr(XLSXRenderer, "max_rows", 1)
    LabFactory(id="a")
    accepted = client.get("/api/v1/labs/?format=xlsx")
    LabFactory(id="b")

    rejected = client.get("/api/v1/labs/?format=xlsx")

    assert accepted.status_code == 200
    assert rejected.status_code == 400
    assert rejected.json()["errors"][0]["code"] == "limit-exceeded"
    assert "csv or jsonl" in rejected.json()["detail"]
