"""JSON-LD and other forms of RDF as formats of the views of records."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import orjson
from pyoxigraph import Quad, RdfFormat, parse, serialize

from hkinno.api.negotiation import JSONRenderer
from hkinno.api.sparse_fields import SHAPE_PARAMETERS
from hkinno.registry.formats.jsonld_context import SCHEMA

PREFIXES = {"schema": SCHEMA}


class JSONLDRenderer(JSONRenderer):
    """JSON-LD: schema.org with an inline context."""

    media_type = "application/ld+json"
    format = "jsonld"
    unsupported_parameters = (*SHAPE_PARAMETERS, "at")
    schema = {
        "type": "object",
        "description": f"An entry in the terms of {SCHEMA}, with its sources and claims.",
        "properties": {
            "@context": {"type": "object", "description": "The terms, inline."},
            "@id": {"type": "string", "format": "uri", "description": "The URL of the entry."},
            "@type": {"type": "string", "description": "The type of the entry."},
            "mainEntity": {"type": "object", "description": "The record itself."},
        },
        "required": ["@context", "@id", "@type", "mainEntity"],
    }


def parse_entry(entry: dict[str, Any]) -> Iterator[Quad]:
    """The triples of an entry; the same for the same entry, and no blank node of another's."""
    numbers = count()
    nodes = label_blank_nodes(entry, lambda: f"_:{entry['identifier']}-{next(numbers)}")
    return iter(parse(orjson.dumps(nodes), RdfFormat.JSON_LD))


def label_blank_nodes(value: Any, new_label: Callable[[], str]) -> Any:
    """A copy of JSON-LD in which every node has an `@id`."""
    if isinstance(value, list):
        return [label_blank_nodes(item, new_label) for item in value]
    if not isinstance(value, dict):
        return value
    label = {"@id": new_label()} if "@type" in value and "@id" not in value else {}
    return label | {
        key: item if key == "@context" else label_blank_nodes(item, new_label)
        for key, item in value.items()
    }


class RDFRenderer(JSONLDRenderer):
    """The triples of the JSON-LD in another form of RDF."""

    schema = {"type": "string"}
    rdf_format: RdfFormat

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        triples = (quad.triple for quad in parse_entry(data))
        return serialize(triples, format=self.rdf_format, prefixes=PREFIXES) or b""


class TurtleRenderer(RDFRenderer):
    """Turtle, for people."""

    media_type = "text/turtle"
    format = "turtle"
    rdf_format = RdfFormat.TURTLE


class NTriplesRenderer(RDFRenderer):
    """N-Triples, one triple a line."""

    media_type = "application/n-triples"
    format = "ntriples"
    rdf_format = RdfFormat.N_TRIPLES
