"""Examples for the OpenAPI document: real rows of `fixtures/`, in the shape that the API gives.

The serializers make them, from rows joined in memory: the document is made without a database.
"""

from typing import Any

from django.test import RequestFactory
from rest_framework.serializers import Serializer

from events.serializers import EventSerializer
from hkinno.openapi.fixture_rows import rows
from hkinno.registry.rest import serializers as registry
from labs import serializers as labs
from programmes import serializers as programmes

# The row of each resource that shows most in few lines, and the serializer of its kind.
EXAMPLES: dict[str, tuple[str, type[Serializer]]] = {
    "institutions": ("polyu", labs.InstitutionSerializer),
    "labs": ("skl-liver-research", labs.LabSerializer),
    "facilities": ("hong-kong-science-park", labs.FacilitySerializer),
    "people": ("wei-shyy", labs.PersonSerializer),
    "programmes": ("innohk", programmes.ProgrammeSerializer),
    "awards": ("award-raise-plus-first-batch", programmes.AwardSerializer),
    "targets": ("target-guangdong-technology-cooperation", programmes.TargetSerializer),
    "indicators": ("rd-share-of-gdp", programmes.IndicatorSerializer),
    "observations": ("obs-partner-laboratories-hong-kong-2017", programmes.ObservationSerializer),
    "events": ("innotech-expo-2016", EventSerializer),
    "places": ("northern-metropolis", registry.PlaceSerializer),
    "sources": ("wenweipo-2017-hub", registry.SourceSerializer),
    "statements": (
        "skl-liver-research.host.wenweipo-2017-hub.206",
        registry.StatementSerializer,
    ),
    "relations": ("wei-shyy.post.hkust", registry.RelationSerializer),
}

HOST = "127.0.0.1:8000"


def example(resource: str) -> tuple[dict[str, Any], int]:
    """One row as the API gives it, and how many rows its list has."""
    key, serializer = EXAMPLES[resource]
    table = rows().by_resource[resource]
    row = table.get(key) or table[min(table)]
    request = RequestFactory(headers={"host": HOST}).get("/")
    return serializer(row, context={"request": request}).data, len(table)


def add_examples(result: dict, generator: Any, request: Any, public: bool) -> dict:
    """Put an example into every list, detail and parameter: a hook of drf-spectacular."""
    for resource in EXAMPLES:
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
    is_row = parameter["name"] == "id" and tag in EXAMPLES
    return EXAMPLES[tag][0] if is_row else IN_PATHS[parameter["name"]]


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
