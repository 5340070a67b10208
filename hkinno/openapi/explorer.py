"""The document of the explorer: the OpenAPI document with the parameters that most requests need.

Swagger UI draws every parameter of an open list again after each input. With all of them a list
takes seconds to open and to execute.
"""

import re
from typing import Any

import orjson

from hkinno.openapi.components import EXAMPLES
from hkinno.openapi.parameters import is_rare

Node = dict[str, Any]

NOTE = (
    "\n\nThis page leaves out lookups such as `__gte` and roles such as `partner`. "
    "[Redoc](/api/redoc/) and the [OpenAPI document](/api/schema/) have them."
)
PARAMETER = "#/components/parameters/"


def explorer_document(document: Node) -> Node:
    """The document with fewer parameters, as new objects."""
    result: Node = without_patterns(document)
    components = result["components"]["parameters"]
    for path_item in result["paths"].values():
        for operation in path_item.values():
            parameters = operation["parameters"]
            kept = [item for item in parameters if not is_rare(named(components, item)["name"])]
            if len(kept) < len(parameters):
                operation["description"] += NOTE
            operation["parameters"] = kept
    used = set(re.findall(f'"{PARAMETER}([^"]+)"', orjson.dumps(result).decode()))
    result["components"]["parameters"] = {
        name: with_example_in_description(components[name], result) for name in sorted(used)
    }
    for name in EXAMPLES.keys() & result["components"]["schemas"].keys():
        del result["components"]["schemas"][name]["examples"]
    return result


def without_patterns(node: Any) -> Any:
    """A copy without `pattern`: Swagger UI makes a random text by each of them at each drawing."""
    if isinstance(node, list):
        return [without_patterns(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: without_patterns(value)
        for key, value in node.items()
        if not (key == "pattern" and isinstance(value, str))
    }


def named(components: Node, item: Node) -> Node:
    """The parameter that a reference names."""
    parameter: Node = components[item["$ref"].removeprefix(PARAMETER)]
    return parameter


def with_example_in_description(parameter: Node, document: Node) -> Node:
    """An optional parameter without `example` and `default`: Swagger UI would send all of them.

    The example is that of the parameter or else of its schema.
    """
    if parameter.get("required"):
        return parameter
    parameter["schema"].pop("default", None)
    name = parameter["schema"].get("$ref", "").rpartition("/")[2]
    examples = document["components"]["schemas"].get(name, {}).get("examples", [])
    example = parameter.pop("example", *examples[:1] or [None])
    if example is None:
        return parameter
    text = ",".join(map(str, example)) if isinstance(example, list) else example
    return parameter | {"description": f"{parameter['description']} Example: `{text}`."}
