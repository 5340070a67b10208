"""Rows as the API represents them, by their ids."""

from collections.abc import Iterable
from typing import Any

import orjson
from django.http import HttpRequest

from hkinno.registry.rest.documents import load_documents
from hkinno.registry.rest.stored_rows import rows_by_id


def read_documents(
    viewset: Any, ids: Iterable[str], request: HttpRequest
) -> dict[str, dict[str, Any]]:
    """The published rows with these ids, in their order, as the API represents them."""
    rows = rows_by_id(viewset, list(ids))
    versions = {row.pk: row.document_version for row in rows}
    stored = {row.pk: row.document for row in rows if row.document is not None}
    bodies = load_documents(viewset, versions, request, stored)
    return {key: orjson.loads(body) for key, body in bodies.items()}
