"""How a file is sent: row by row as it is read, and refused before its first byte."""

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from hkinno.api.renderers import base
from hkinno.api.renderers.xlsx import XLSXRenderer
from hkinno.registry.rest import list_mixins
from tests.factories import LabFactory

pytestmark = pytest.mark.django_db


def test_a_stream_holds_a_chunk_and_not_the_list(client, monkeypatch):
    monkeypatch.setattr(base, "CHUNK_ROWS", 10)
    monkeypatch.setattr(list_mixins, "CHUNK_ROWS", 10)
    monkeypatch.setattr(base, "BLOCK_SIZE", 1)
    LabFactory.create_batch(40)

    with CaptureQueriesContext(connection) as begun:
        response = client.get("/api/v1/labs/?format=jsonl")
        pieces = iter(response.streaming_content)
        first = next(pieces)
    with CaptureQueriesContext(connection) as rest:
        others = list(pieces)

    assert first.count(b"\n") == 1
    assert sum(piece.count(b"\n") for piece in others) == 39
    # What the rows refer to is fetched for each chunk: once so far, three times after.
    assert len(rest) == 3 * (len(begun) - 1)


def test_a_fault_at_the_first_row_is_an_error_and_no_broken_file(client):
    def broken(execute, sql, *rest):
        raise DataError("out of range")

    with connection.execute_wrapper(broken):
        response = client.get("/api/v1/labs/?format=jsonl")

    assert response.status_code == 400
    assert response.json()["code"] == "invalid-data"


def test_a_list_too_long_for_a_workbook_is_refused_with_what_to_take(client, monkeypatch):
    monkeypatch.setattr(XLSXRenderer, "max_rows", 1)
    LabFactory(id="a")
    fine = client.get("/api/v1/labs/?format=xlsx")
    LabFactory(id="b")

    refused = client.get("/api/v1/labs/?format=xlsx")

    assert fine.status_code == 200
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["code"] == "limit-exceeded"
    assert "csv or jsonl" in refused.json()["detail"]
