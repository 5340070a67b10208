"""Rows with a few fields, as their serializer represents them, without their documents.

A change makes the documents of what it touches again, and those of all sources, as they count what
the sources support.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.http import HttpRequest

from hkinno.registry.models import Source, record_models
from hkinno.registry.rest.expand import get_viewset

BRIEF_FIELDS = {"id", "resource", "name"}
SOURCE_FIELDS = {*BRIEF_FIELDS, "kind", "publisher", "published", "page", "accessed"}


def represent_fields(
    request: HttpRequest, rows: Any, fields: Collection[str]
) -> dict[str, dict[str, Any]]:
    """These fields of the rows of a queryset by id, in the order of the queryset."""
    viewset: Any = get_viewset(rows.model)
    serializer = viewset.serializer_class(rows, many=True, context={"request": request})
    for name in serializer.child.fields.keys() - fields:
        del serializer.child.fields[name]
    return {row["id"]: row for row in serializer.data}


def represent_sources(request: HttpRequest, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The published sources with these ids: who published them, and when."""
    sources = Source.objects.published().filter(pk__in=ids).order_by("pk")
    return represent_fields(request, sources, SOURCE_FIELDS)


def represent_records(
    request: HttpRequest, resource: str, ids: Iterable[str], *fields: str
) -> dict[str, dict[str, Any]]:
    """The published records of a resource with these ids, in brief and with further fields."""
    records = record_models()[resource].objects.published().filter(pk__in=ids).order_by("pk")
    return represent_fields(request, records, {*BRIEF_FIELDS, *fields})
