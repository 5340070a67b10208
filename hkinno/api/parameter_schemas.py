"""OpenAPI parameters that take several values."""

from typing import Any


def array_parameter(
    name: str, description: str, items: dict[str, Any], example: Any, *, explode: bool = False
) -> dict[str, Any]:
    """Comma-separated values, or with `explode` a repeated parameter; `items` is their schema."""
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": {"type": "array", "items": items, "minItems": 1},
        "style": "form",
        "explode": explode,
        "example": [example],
    }
