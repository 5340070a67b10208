"""How a parameter that takes several values stands in the OpenAPI document."""

from typing import Any


def array_parameter(
    name: str, text: str, items: dict[str, Any], example: Any, *, explode: bool = False
) -> dict[str, Any]:
    """Values with commas, or with `explode` the parameter repeated; `items` is one of them."""
    return {
        "name": name,
        "in": "query",
        "description": text,
        "schema": {"type": "array", "items": items, "minItems": 1},
        "style": "form",
        "explode": explode,
        "example": [example],
    }
