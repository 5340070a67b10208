"""Rows with a few fields, as their serializer represents them, without their documents.

A change makes the documents of what it touches again, and those of all sources, as they count what
the sources support.
"""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.http import HttpRequest

from hkinno.registry.models import Record, Source, record_models
from hkinno.registry.rest.expand import get_viewset

BRIEF_FIELDS = {"id", "resource", "name"}
SOURCE_FIELDS = {*BRIEF_FIELDS, "kind", "publisher", "published", "page", "accessed"}
LINKED_FIELDS = {*SOURCE_FIELDS, "url", "byline", "original_url"}


def represent_fields(
    request: HttpRequest, rows: Any, fields: Collection[str]
) -> dict[str, dict[str, Any]]:
    """These fields of the rows of a queryset by id, in the order of the queryset."""
    serializer_class: Any = select_fields(rows.model, frozenset(fields))
    serializer = serializer_class(rows, many=True, context={"request": request})
    return {row["id"]: row for row in serializer.data}


@cache
def select_fields(model: type[Record], fields: frozenset[str]) -> Any:
    """The serializer of a kind of record with these fields only."""
    base: Any = get_viewset(model).serializer_class
    # The way of DRF to leave out a declared field.
    others = dict.fromkeys(base._declared_fields.keys() - fields)
    return type(base.__name__, (base,), others)


def represent_sources(request: HttpRequest, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The published sources with these ids: what evidence, citations and JSON-LD show of them."""
    sources = Source.objects.published().filter(pk__in=ids).order_by("pk")
    return represent_fields(request, sources, LINKED_FIELDS)


def represent_records(
    request: HttpRequest, resource: str, ids: Iterable[str], *fields: str
) -> dict[str, dict[str, Any]]:
    """The published records of a resource with these ids, in brief and with further fields."""
    records = record_models()[resource].objects.published().filter(pk__in=ids).order_by("pk")
    return represent_fields(request, records, {*BRIEF_FIELDS, *fields})
