"""The committed OpenAPI document and the ids in the fixtures."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.openapi_refs import parameters_of

ROOT = Path(__file__).resolve().parents[2]


@cache
def document() -> dict[str, Any]:
    text = (ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    return yaml.load(text, yaml.CSafeLoader)


@cache
def operations() -> list[tuple[str, str, list[dict[str, Any]]]]:
    """`(method, path, parameters)` of every operation of the document."""
    return [
        (method.upper(), path, parameters_of(document(), operation))
        for path, item in document()["paths"].items()
        for method, operation in item.items()
    ]


@cache
def query_parameters() -> list[tuple[str, str]]:
    """`(path, name)` of every query parameter of every GET operation."""
    return [
        (path, parameter["name"])
        for method, path, parameters in operations()
        for parameter in parameters
        if method == "GET" and parameter["in"] == "query"
    ]


@cache
def record_ids() -> list[str]:
    """The ids of all rows in the fixtures."""
    files = (ROOT / "fixtures").glob("*.json")
    return sorted({str(row["pk"]) for file in files for row in json.loads(file.read_bytes())})
