"""Data extension: fill columns with property values of reconciled records."""

from collections import defaultdict
from typing import Any

from rest_framework.request import Request

from hkinno.matching.candidate_filters import MATCHABLE_RESOURCES
from hkinno.matching.published_names import find_survivors
from hkinno.matching.reconcile.properties import (
    properties,
    property_values,
    published_records,
    serializer_class,
)
from hkinno.registry.models import Record


def extend_records(request: Request, data: dict[str, Any]) -> dict[str, Any]:
    """The response to a validated `ExtendSerializer`; unknown ids have empty cells."""
    requested = [properties()[item["id"]] for item in data["properties"]]
    documents = fetch_documents(request, data["ids"])
    return {
        "meta": [{"id": item.id, "name": item.name} for item in requested],
        "rows": {
            id: {item.id: property_values(documents.get(id, {}), item.id) for item in requested}
            for id in data["ids"]
        },
    }


def fetch_documents(request: Request, ids: list[str]) -> dict[str, dict[str, Any]]:
    """`{id: document}` with the API representation of published records.

    For a duplicate, it is that of the record that it was merged into.
    """
    survivors = find_survivors(ids, MATCHABLE_RESOURCES)
    ids_by_resource = defaultdict(list)
    published = Record.objects.published().filter(pk__in=survivors.values())
    for id, resource in published.values_list("pk", "resource"):
        ids_by_resource[resource].append(id)
    documents = {
        record.pk: serializer_class(resource)(record, context={"request": request}).data
        for resource, resource_ids in ids_by_resource.items()
        for record in published_records(resource).filter(pk__in=resource_ids)
    }
    return {id: documents[survivor] for id, survivor in survivors.items() if survivor in documents}
