"""Read an OpenAPI document in which parameters and responses are references to components."""

from typing import Any


def resolve(document: dict[str, Any], node: Any) -> Any:
    """The node with its own reference and all those below it replaced by what they refer to.

    For parameters and responses; schemas of responses may refer to themselves.
    """
    if isinstance(node, list):
        return [resolve(document, item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        _root, components, section, name = node["$ref"].split("/")
        return resolve(document, document[components][section][name])
    return {key: resolve(document, value) for key, value in node.items()}


def parameters_of(document: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The parameters of an operation, with their schemas in place."""
    return resolve(document, operation["parameters"])


def response_of(document: dict[str, Any], operation: dict[str, Any], status: str) -> dict[str, Any]:
    """The response of an operation with a status; its schemas remain references."""
    response = operation["responses"][status]
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return response
