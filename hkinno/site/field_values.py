"""Rows of the API as pages show them: sources from their documents, and records with a few fields.

A change makes the documents of what it touches again, which takes longer than a few fields.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import orjson
from django.http import HttpRequest

from hkinno.registry.models import Record, Source, record_models
from hkinno.registry.rest.documents import load_documents
from hkinno.registry.rest.expand import get_viewset
from hkinno.registry.rest.stored_rows import rows_by_id

BRIEF_FIELDS = {"id", "resource", "name"}


def represent_sources(request: HttpRequest, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The published sources with these ids, in their order, as the API represents them."""
    viewset: Any = get_viewset(Source)
    rows = rows_by_id(viewset, list(ids))
    versions = {row.pk: row.document_version for row in rows}
    stored = {row.pk: row.document for row in rows if row.document is not None}
    documents = load_documents(viewset, versions, request, stored)
    return {key: orjson.loads(body) for key, body in documents.items()}


def represent_records(
    request: HttpRequest, resource: str, ids: Iterable[str], *fields: str
) -> dict[str, dict[str, Any]]:
    """The published records of a resource with these ids, in brief and with further fields."""
    model = record_models()[resource]
    records = model.objects.published().filter(pk__in=ids).order_by("pk")
    serializer_class: Any = select_fields(model, frozenset({*BRIEF_FIELDS, *fields}))
    serializer = serializer_class(records, many=True, context={"request": request})
    return {row["id"]: row for row in serializer.data}


@cache
def select_fields(model: type[Record], fields: frozenset[str]) -> Any:
    """The serializer of a kind of record with these fields only."""
    base: Any = get_viewset(model).serializer_class
    # The way of DRF to leave out a declared field.
    others = dict.fromkeys(base._declared_fields.keys() - fields)
    return type(base.__name__, (base,), others)
