"""The linked data of all records as N-Quads: a graph for each entry, called by its URL."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models.functions import Collate
from django.http import HttpRequest
from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from hkinno.api.requests import local_request
from hkinno.registry.formats.jsonld_renderer import parse_entry
from hkinno.registry.models import record_models
from hkinno.registry.rest.documents import VERSION
from hkinno.registry.rest.expand import get_viewset
from hkinno.registry.rest.linked_data import LINKED_DATA_EXPAND, linked_data
from hkinno.registry.rest.query_options import QueryOptions
from hkinno.registry.rest.representation import Representation

CHUNK_SIZE = 100  # records
OPTIONS = QueryOptions(fields={}, omit={}, expand=LINKED_DATA_EXPAND, at=None)
# Every database assigns its own: the same facts give the same file.
ASSIGNED = ("version", "dateCreated", "dateModified")


def write_nquads(file: Path) -> int:
    """Write the linked data of all published records, without duplicates; returns its quads."""
    count = 0
    with file.open("wb") as output:
        for entry in all_entries(local_request()):
            graph = NamedNode(entry["@id"])
            quads = [
                Quad(quad.subject, quad.predicate, quad.object, graph)
                for quad in parse_entry(entry)
            ]
            count += len(quads)
            output.write(serialize(quads, format=RdfFormat.N_QUADS) or b"")
    return count


def all_entries(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """The entries of all records, by kind and id."""
    for model in record_models().values():
        viewset: Any = get_viewset(model)
        records = model.objects.published().filter(merged_into=None)
        records = records.annotate(**{VERSION: viewset.document_version})
        ordered = records.order_by(Collate("pk", "C"))
        iterator = ordered.iterator(chunk_size=CHUNK_SIZE)
        while chunk := list(islice(iterator, CHUNK_SIZE)):
            # No response: what is expanded is not limited.
            representation = Representation(OPTIONS, request, expanded_count=-sys.maxsize)
            rows = representation.represent(chunk, viewset)
            for entry in linked_data(rows, request):
                yield {key: value for key, value in entry.items() if key not in ASSIGNED}
