"""Move what the OpenAPI document repeats into `components`, each definition stated once."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from hkinno.openapi.open_enums import OPEN_ENUM
from hkinno.registry.rest.filters.date import INSTANT_PATTERN as INSTANT
from hkinno.registry.values.partial_dates import PARTIAL_DATE

Node = dict[str, Any]

# Schemas that many query parameters have in common, by the name of their component.
PARAMETER_SCHEMAS: dict[str, Node] = {
    "RecordId": {"type": "string", "pattern": r"^[a-z0-9]+(-[a-z0-9]+)*$"},
    "RowId": {"type": "string", "pattern": r"^[a-z0-9]+([._-][a-z0-9]+)*$"},
    "FieldPath": {"type": "string", "pattern": r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$"},
    "PartialDate": {"type": "string", "pattern": PARTIAL_DATE},
    "InstantOrDate": {
        "anyOf": [
            {"type": "string", "pattern": f"^{INSTANT}$"},
            {"type": "string", "pattern": PARTIAL_DATE},
        ]
    },
    "Text": {"type": "string", "minLength": 1, "maxLength": 500},
    "Identifier": {"type": "string", "minLength": 1, "maxLength": 100},
    "SearchText": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"\S"},
    "WholeNumber": {"type": "integer", "minimum": 0, "maximum": 999_999_999},
    "Decimal": {"type": "string", "pattern": r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?$"},
}
BOOLEAN = {"type": "boolean"}
# Examples of these schemas and of lists of them, for parameters without a better one.
EXAMPLES: dict[str, Any] = {
    "RecordId": "polyu",
    "PartialDate": "2018-06",
    "InstantOrDate": "2026-11-21",
    "WholeNumber": 2,
    "Decimal": "100000000",
}
EXAMPLES |= {f"{name}List": [example] for name, example in EXAMPLES.items()}
# Added to the name of an enumeration of responses: the same in requests, where it is closed.
CLOSED = "Choice"
# Keys of a list response and of a record that every list and every kind of record shares.
PAGE_SCHEMA, RECORD_SCHEMA = "Page", "Record"


def share_components(result: Node, generator: Any, request: Any, public: bool) -> Node:
    """Replace repeated schemas, parameters and responses by references.

    A postprocessing hook of drf-spectacular; it must run after all others, because the document
    then holds `$ref` where earlier hooks expect inline objects.
    """
    schemas = result["components"]["schemas"]
    extract_base(schemas, PAGE_SCHEMA, with_property(schemas, "facets"))
    extract_base(schemas, RECORD_SCHEMA, with_property(schemas, "name_en_basis"))
    for operation in operations(result):
        move_example(operation, schemas)
        for parameter in operation.get("parameters", ()):
            shorten(parameter, schemas)
    share_parameters(result)
    share_responses(result)
    for name, schema in schemas.items():
        schemas[name] = with_shared_dates(schema) if name not in PARAMETER_SCHEMAS else schema
    for name in [name for name in EXAMPLES if name in schemas]:
        schemas[name] = schemas[name] | {"examples": [EXAMPLES[name]]}
    result["components"] = {key: result["components"][key] for key in sorted(result["components"])}
    # Every operation is public, which some generators only know if it is said before the paths.
    return {"openapi": result.pop("openapi"), "info": result.pop("info"), "security": []} | result


def with_property(schemas: Node, key: str) -> list[str]:
    """The names of the schemas that have a property `key`."""
    return [name for name, schema in schemas.items() if key in schema.get("properties", {})]


def extract_base(schemas: Node, name: str, members: list[str]) -> None:
    """Add a schema `name` with the properties that all `members` have in common.

    Each member becomes `allOf` the base and its own properties.
    """
    first, *others = (schemas[member]["properties"] for member in members)
    common = {
        key: value for key, value in first.items() if all(o.get(key) == value for o in others)
    }
    required = [key for key in schemas[members[0]].get("required", ()) if key in common]
    schemas[name] = {"type": "object", "properties": common, "required": required}
    for member in members:
        schema = schemas[member]
        own: Node = {
            "type": "object",
            "properties": {k: v for k, v in schema["properties"].items() if k not in common},
        }
        if own_required := [key for key in schema.get("required", ()) if key not in common]:
            own["required"] = own_required
        described = {key: schema[key] for key in ("description",) if key in schema}
        schemas[member] = {**described, "allOf": [reference("schemas", name), own]}


def operations(result: Node) -> Iterator[Node]:
    """Every operation of the document."""
    for path_item in result["paths"].values():
        yield from path_item.values()


def move_example(operation: Node, schemas: Node) -> None:
    """Move the example of a response to the schema of the row, where lists find it too."""
    json_content = operation["responses"]["200"].get("content", {}).get("application/json", {})
    example = json_content.pop("example", None)
    name = json_content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    if example is not None and not name.startswith("Paginated"):
        schemas[name]["examples"] = [example]


def shorten(parameter: Node, schemas: Node) -> None:
    """Leave out what OpenAPI assumes anyway, and refer to a shared schema where there is one."""
    if parameter.get("style") == "form" and parameter["in"] == "query":
        del parameter["style"]
    if parameter.get("explode") is True:
        del parameter["explode"]
    schema = parameter["schema"]
    items = schema.get("items")
    if items is None:
        parameter["schema"] = shared_schema(schema, schemas)
    elif (item := shared_schema(items, schemas)) is not items:
        name = item["$ref"].rpartition("/")[2] + "List"
        schemas.setdefault(name, {**schema, "items": item})
        parameter["schema"] = reference("schemas", name)
    name = parameter["schema"].get("$ref", "").rpartition("/")[2]
    if parameter["schema"] == BOOLEAN or CLOSED in name:
        del parameter["example"]  # one of the values that the schema lists
    elif name in EXAMPLES and parameter.get("example") == EXAMPLES[name]:
        del parameter["example"]


def with_shared_dates(node: Any) -> Any:
    """A copy in which partial dates that may be null refer to their shared schema."""
    if isinstance(node, list):
        return [with_shared_dates(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("pattern") == PARTIAL_DATE and "null" in node.get("type", ()):
        others = {key: value for key, value in node.items() if key not in ("type", "pattern")}
        return {"oneOf": [reference("schemas", "PartialDate"), {"type": "null"}], **others}
    return {key: with_shared_dates(value) for key, value in node.items()}


def shared_schema(schema: Node, schemas: Node) -> Node:
    """A reference to the component that equals `schema`, or `schema` itself."""
    if schema.get("type") == "string" and "enum" in schema:
        for name, component in list(schemas.items()):
            if component.get(OPEN_ENUM) == schema["enum"]:
                schemas.setdefault(name + CLOSED, schema)
                return reference("schemas", name + CLOSED)
    for name, component in PARAMETER_SCHEMAS.items():
        if component == schema:
            schemas.setdefault(name, schema)
            return reference("schemas", name)
    return schema


def share_parameters(result: Node) -> None:
    """Move every parameter into `components/parameters`.

    The commonest definition of a name is the component of that name; another one gets the tag of
    its first operation in front: `kind` of labs is `labs.kind`.
    """
    tags: dict[str, dict[str, str]] = defaultdict(dict)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for operation in operations(result):
        for parameter in operation.get("parameters", ()):
            text = definition(parameter)
            counts[parameter["name"]][text] += 1
            tags[parameter["name"]].setdefault(text, operation["tags"][0])
    names = {
        text: name if rank == 0 else f"{tags[name][text]}.{name}"
        for name, definitions in counts.items()
        for rank, (text, _count) in enumerate(definitions.most_common())
    }
    components: Node = {}
    for operation in operations(result):
        references = []
        for parameter in operation.get("parameters", ()):
            name = names[definition(parameter)]
            components.setdefault(name, parameter)
            references.append(reference("parameters", name))
        operation["parameters"] = references
    result["components"]["parameters"] = components


def definition(parameter: Node) -> str:
    """What makes two parameters one component: everything, except which record is the example."""
    is_reference = parameter["schema"] == reference("schemas", "RecordIdList")
    return json.dumps({**parameter, "example": None} if is_reference else parameter, sort_keys=True)


def share_responses(result: Node) -> None:
    """Move the responses that several operations have into `components/responses`."""
    counts = Counter(
        json.dumps(response, sort_keys=True)
        for operation in operations(result)
        for response in operation["responses"].values()
    )
    names: dict[str, str] = {}
    components: Node = {}
    for operation in operations(result):
        for status, response in operation["responses"].items():
            text = json.dumps(response, sort_keys=True)
            if counts[text] > 1:
                if text not in names:
                    names[text] = response_name(status, components)
                components[names[text]] = response
                operation["responses"][status] = reference("responses", names[text])
    result["components"]["responses"] = components


def response_name(status: str, names: Node) -> str:
    """An identifier that is not in `names`: `NotFound`, `NotFound2`.

    Code generators make types of these names, which no status code or dot may start or split.
    """
    phrase = HTTPStatus(int(status)).name.title().replace("_", "")
    number = sum(name.rstrip("0123456789") == phrase for name in names) + 1
    return f"{phrase}{number}" if number > 1 else phrase


def reference(section: str, name: str) -> Node:
    """A reference to a component."""
    return {"$ref": f"#/components/{section}/{name}"}
