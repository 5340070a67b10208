"""Lists of words: closed in requests, open in responses.

A later version may add a word to a list. A client generated from this document must not fail on
it, so that in responses a word is a string whose `x-extensible-enum` lists the words of today.
"""

import json
import re
from typing import Any

Node = dict[str, Any]

OPEN_ENUM = "x-extensible-enum"
REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')


def open_enums(result: Node, generator: Any, request: Any, public: bool) -> Node:
    """Open every enumeration of responses: a postprocessing hook of drf-spectacular."""
    schemas = result["components"]["schemas"]
    operations = [
        operation for path_item in result["paths"].values() for operation in path_item.values()
    ]
    of_requests = referenced_schemas(schemas, [o.get("requestBody") for o in operations])
    for name, schema in schemas.items():
        if name not in of_requests:
            schemas[name] = opened(schema)
    for operation in operations:
        operation["responses"] = opened(operation["responses"])
    return result


def referenced_schemas(schemas: Node, part: Any) -> set[str]:
    """The names of the schemas that a part of the document refers to, also indirectly."""
    names: set[str] = set()
    while new_names := set(REFERENCE.findall(json.dumps(part, default=str))) - names:
        names |= new_names
        part = [schemas[name] for name in new_names]
    return names


def opened(node: Any) -> Any:
    """The node with every `enum` in it renamed."""
    if isinstance(node, list):
        return [opened(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        OPEN_ENUM if key == "enum" and isinstance(value, list) else key: opened(value)
        for key, value in node.items()
    }
