"""Examples for the OpenAPI document: real rows of `fixtures/`, in the shape that the API gives.

The serializers make them, from rows joined in memory: the document is made without a database.
"""

from typing import Any

from django.test import RequestFactory

from hkinno.openapi.fixture_rows import rows
from hkinno.registry.models import record_models
from hkinno.registry.rest.evidence_viewsets import RelationViewSet, StatementViewSet
from hkinno.registry.rest.expand import ViewSet, get_viewset

# Of lists that are not records: a row, and the viewset that serves it.
EVIDENCE = {
    "statements": ("skl-liver-research.host.wenweipo-2017-hub.206", StatementViewSet),
    "relations": ("wei-shyy.post.hkust", RelationViewSet),
}
HOST = "127.0.0.1:8000"


def examples() -> dict[str, tuple[str, ViewSet]]:
    """`{resource: (id of a row, viewset)}`."""
    records = {
        resource: (model.EXAMPLE_ID, get_viewset(model))
        for resource, model in record_models().items()
    }
    return records | EVIDENCE


def example(resource: str) -> tuple[dict[str, Any], int]:
    """One row as the API gives it, and how many rows its list has."""
    key, viewset = examples()[resource]
    table = rows().by_resource[resource]
    row = table.get(key) or table[min(table)]
    request = RequestFactory(headers={"host": HOST}).get("/")
    return viewset.serializer_class(row, context={"request": request}).data, len(table)


def add_examples(result: dict, generator: Any, request: Any, public: bool) -> dict:
    """Put an example into every list, detail and parameter: a hook of drf-spectacular."""
    for resource in examples():
        row, count = example(resource)
        path = f"/api/v1/{resource}/"
        for address, shown in ((path, page_of(row, count, path)), (f"{path}{{id}}/", row)):
            answer = result["paths"][address]["get"]["responses"]["200"]
            answer["content"]["application/json"]["example"] = shown
    for operations in result["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                if not {"example", "examples"} & parameter.keys():
                    parameter["example"] = value_of(parameter, operation["tags"][0])
    return result


# Of parameters in a path, beside the ids of rows.
IN_PATHS = {"revision": 1, "name": "labs.csv", "id": "lab-kinds"}


def value_of(parameter: dict[str, Any], tag: str) -> Any:
    """An example of a parameter that has none: JSON, a word of its list, or what there is."""
    if words := parameter["schema"].get("enum"):
        return "json" if "json" in words else words[0]
    is_row = parameter["name"] == "id" and tag in examples()
    return examples()[tag][0] if is_row else IN_PATHS[parameter["name"]]


def page_of(row: dict, count: int, path: str) -> dict[str, Any]:
    """The first page of a list, with one row a page."""
    following = f"http://{HOST}{path}?page_size=1&page=2"
    return {
        "count": count,
        "count_is_exact": True,
        "next": following if count > 1 else None,
        "previous": None,
        "results": [row],
    }
