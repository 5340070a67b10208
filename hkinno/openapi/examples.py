"""Examples for the OpenAPI document: rows of `fixtures/`, serialized as the API does.

The rows are joined in memory, so that the document is generated without a database.
"""

from typing import Any

from django.test import RequestFactory

from hkinno.openapi.fixture_rows import fixture_rows
from hkinno.registry.models import record_models
from hkinno.registry.rest.evidence_viewsets import RelationViewSet, StatementViewSet
from hkinno.registry.rest.expand import ViewSet, get_viewset

# The lists that are not of records: the id of a row, and the viewset.
EVIDENCE = {
    "statements": ("skl-liver-research.host.wenweipo-2017-hub.206", StatementViewSet),
    "relations": ("wei-shyy.post.hkust", RelationViewSet),
}
# Parameters in a path that are not the id of a row.
PATH_EXAMPLES = {"revision": 1, "name": "labs.csv", "id": "lab-kinds"}
PORT = "8000"
HOST = f"127.0.0.1:{PORT}"
Document = dict[str, Any]


def examples() -> dict[str, tuple[str, ViewSet]]:
    """`{resource: (id of a row, viewset)}`."""
    records = {
        resource: (model.EXAMPLE_ID, get_viewset(model))
        for resource, model in record_models().items()
    }
    return records | EVIDENCE


def example(resource: str) -> tuple[dict[str, Any], int]:
    """A row as the API returns it, and the number of rows in its list.

    Of several objects under a key it has only the first, which shows the shape of all.
    """
    key, viewset = examples()[resource]
    table = fixture_rows().by_resource[resource]
    row = table.get(key) or table[min(table)]
    request = RequestFactory(headers={"host": HOST}).get("/", SERVER_PORT=PORT)
    serializer_class: Any = viewset.serializer_class
    data = serializer_class(row, context={"request": request}).data
    return {key: first_object(value) for key, value in data.items()}, len(table)


def first_object(value: Any) -> Any:
    """The value; of a list of objects only the first."""
    is_list_of_objects = isinstance(value, list) and any(isinstance(v, dict) for v in value)
    return value[:1] if is_list_of_objects else value


def add_examples(result: Document, generator: Any, request: Any, public: bool) -> Document:
    """Add an example to every list, row and parameter: a postprocessing hook of drf-spectacular."""
    for resource in examples():
        row, count = example(resource)
        path = f"/api/v1/{resource}/"
        for url, body in ((path, first_page(row, count, path)), (f"{path}{{id}}/", row)):
            response = result["paths"][url]["get"]["responses"]["200"]
            response["content"]["application/json"]["example"] = body
    for operations in result["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                if not {"example", "examples"} & parameter.keys():
                    parameter["example"] = parameter_example(parameter, operation["tags"][0])
    return result


def parameter_example(parameter: dict[str, Any], tag: str) -> Any:
    """An allowed value, or the id of a row of the list with this tag."""
    if choices := parameter["schema"].get("enum"):
        return "json" if "json" in choices else choices[0]
    is_row = parameter["name"] == "id" and tag in examples()
    return examples()[tag][0] if is_row else PATH_EXAMPLES[parameter["name"]]


def first_page(row: dict[str, Any], count: int, path: str) -> dict[str, Any]:
    """The first page of a list with one row a page."""
    next_page = f"http://{HOST}{path}?page_size=1&page=2"
    return {
        "count": count,
        "count_is_exact": True,
        "next": next_page if count > 1 else None,
        "previous": None,
        "results": [row],
    }
