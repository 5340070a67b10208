"""Rows of the API as pages show them: sources from their documents, and records with a few fields.

A change makes the documents of what it touches again, which takes longer than a few fields.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.http import HttpRequest

from hkinno.registry.models import Record, Source, record_models
from hkinno.registry.rest.documents_by_id import read_documents
from hkinno.registry.rest.expand import get_viewset

BRIEF_FIELDS = {"id", "resource", "name"}


def represent_sources(request: HttpRequest, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The published sources with these ids, in their order, as the API represents them."""
    return read_documents(get_viewset(Source), ids, request)


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
