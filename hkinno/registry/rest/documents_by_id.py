"""Rows as the API represents them, by their ids or by a record that they refer to."""

from collections.abc import Iterable
from typing import Any

import orjson
from django.http import HttpRequest

from hkinno.registry.rest.compiled_rows import compile_by_reference
from hkinno.registry.rest.documents import load_documents, may_store_documents
from hkinno.registry.rest.stored_rows import Row, Statement, rows_by_id


def read_documents(
    viewset: Any, ids: Iterable[str], request: HttpRequest
) -> dict[str, dict[str, Any]]:
    """The published rows with these ids, in their order, as the API represents them."""
    ids = list(ids)
    return represent(viewset, rows_by_id(viewset, ids), request) if ids else {}


def read_referring_documents(
    viewset: Any, reference: str, key: str, request: HttpRequest
) -> dict[str, dict[str, Any]]:
    """The published rows that refer to a record by a foreign key: see `read_documents`."""
    sql, params = compile_by_reference(viewset, reference, is_stored=may_store_documents())
    rows = Statement(sql, params, is_prepared=True).run_for(key)
    return represent(viewset, [Row(*row) for row in rows], request)


def represent(viewset: Any, rows: list[Row], request: HttpRequest) -> dict[str, dict[str, Any]]:
    """The JSON of rows by id, made where no document is stored."""
    versions = {row.pk: row.document_version for row in rows}
    stored = {row.pk: row.document for row in rows if row.document is not None}
    bodies = load_documents(viewset, versions, request, stored)
    return {key: orjson.loads(body) for key, body in bodies.items()}
