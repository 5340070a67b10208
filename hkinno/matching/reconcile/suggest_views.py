"""Views that help users of a reconciliation client to choose: autocompletion, and properties."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_view,
)
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import invalid_choice, parameter_error
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.global_search.disambiguation import hints
from hkinno.matching.candidate_filters import MATCHABLE_RESOURCES
from hkinno.matching.reconcile.properties import properties
from hkinno.matching.reconcile.query import type_data
from hkinno.matching.reconcile.serializers import TYPE_STRICTNESS
from hkinno.matching.tokens import IS_HAN
from hkinno.registry.models.search_index import Completion
from hkinno.search.tables import fold

PAGE_SIZE = 10
MAX_RESULTS = 100  # over all pages
TYPES = list(MATCHABLE_RESOURCES)
# OpenRefine sends these for a service that no longer exists; refusing them would break its input.
IGNORED_PARAMETERS = {
    "exact": "false",
    "filter": "(all type:labs)",
    "key": "x",
    "lang": "en",
    "prefixed": "true",
    "scoring": "schema",
    "spell": "always",
    "stemmed": "true",
}


def parameter(name: str, description: str, example: Any, **schema: Any) -> OpenApiParameter:
    """A query parameter in the OpenAPI document; a string, unless the schema says otherwise."""
    return OpenApiParameter(
        name,
        {"type": "string", **schema},
        description=description,
        examples=[OpenApiExample(name, example)],
    )


PREFIX = parameter("prefix", "The text typed so far.", "Hong Kong Univ")
CURSOR = parameter(
    "cursor",
    "The number of results to skip.",
    10,
    type="integer",
    minimum=0,
    maximum=MAX_RESULTS,
)
LIMIT = parameter(
    "limit", "The maximum number of results.", 20, type="integer", minimum=1, maximum=MAX_RESULTS
)
TYPE = parameter("type", "Only results of this type.", "labs", enum=[*TYPES, ""])
TYPE_STRICT = parameter(
    "type_strict",
    "Has no effect, because every record has one type.",
    "should",
    enum=[*TYPE_STRICTNESS, ""],
)
IGNORED = [
    parameter(name, "Has no effect; accepted because OpenRefine sends it.", example)
    for name, example in IGNORED_PARAMETERS.items()
]


def parse_integer(request: Request, name: str, *, default: int, minimum: int) -> int:
    """An integer parameter. Raises ProblemException (400) if it is not in `minimum`..100."""
    text = request.query_params.get(name, str(default))
    is_number = text.isascii() and text.isdigit() and len(text) < 4
    if not is_number or not minimum <= int(text) <= MAX_RESULTS:
        message = _("“%(value)s” is not a valid value for “%(parameter)s”.")
        raise invalid_parameters([parameter_error(name, "out-of-range", message, text)])
    return int(text)


def parse_choice(request: Request, name: str, choices: list[str]) -> str | None:
    """A parameter with a closed list of values; None if it is absent or empty.

    Raises ProblemException (400) for any other value.
    """
    value = request.query_params.get(name) or None
    if value is not None and value not in choices:
        raise invalid_parameters([invalid_choice(name, value, choices)])
    return value


class SuggestView(APIView):
    """A page of ten suggestions that complete a prefix."""

    query_parameters = ("prefix", "cursor", "type", "type_strict", *IGNORED_PARAMETERS)

    def get(self, request: Request) -> Response:
        offset = parse_integer(request, "cursor", default=0, minimum=0)
        resource = parse_choice(request, "type", TYPES)
        parse_choice(request, "type_strict", list(TYPE_STRICTNESS))
        prefix = request.query_params.get("prefix", "")
        page = slice(offset, offset + PAGE_SIZE)
        return Response({"result": self.suggestions(prefix, resource, page)})

    @abstractmethod
    def suggestions(self, prefix: str, resource: str | None, page: slice) -> list[dict[str, Any]]:
        """A page of suggestions in the format of the protocol, of one resource or of all."""


def suggest_schema(item: str, noun: str) -> Callable[[type[SuggestView]], type[SuggestView]]:
    """The description of a suggest view in the OpenAPI document."""
    return extend_schema_view(
        get=extend_schema(
            operation_id=f"reconcile_suggest_{item}",
            tags=["matching"],
            summary=f"Autocomplete {noun} for the reconciliation service",
            parameters=[PREFIX, CURSOR, TYPE, TYPE_STRICT, *IGNORED],
            responses=OpenApiTypes.OBJECT,
        )
    )


@suggest_schema("entity", "records")
class SuggestEntityView(SuggestView):
    """Records with a name that contains the prefix, those that start with it first."""

    def suggestions(self, prefix: str, resource: str | None, page: slice) -> list[dict[str, Any]]:
        resources = [resource] if resource else TYPES
        names = Completion.objects.visible().filter(record__resource__in=resources)
        completed = names.autocomplete(prefix, MAX_RESULTS) if prefix.strip() else []
        records = [item.record for item in completed][page]
        descriptions = hints(records)
        language = 0 if IS_HAN.search(prefix) else 1
        return [
            {
                "id": record.pk,
                "name": (record.name_zh, record.name_en)[language],
                "description": descriptions[record.pk][language],
                "notable": [record.resource],  # ids only: OpenRefine joins them with commas
            }
            for record in records
            if record.pk in descriptions
        ]


@suggest_schema("property", "properties")
class SuggestPropertyView(SuggestView):
    """Properties with an id, English or Chinese name that contains the prefix.

    They are named in the script of the prefix.
    """

    def suggestions(self, prefix: str, resource: str | None, page: slice) -> list[dict[str, Any]]:
        matching = [
            item
            for item in properties(resource).values()
            if contains(prefix, item.id, item.name, item.name_zh)
        ]
        in_chinese = bool(IS_HAN.search(prefix))
        return [item.to_data(in_chinese=in_chinese) for item in matching[page]]


@suggest_schema("type", "types")
class SuggestTypeView(SuggestView):
    """Types (resources) with an id or name that contains the prefix."""

    def suggestions(self, prefix: str, resource: str | None, page: slice) -> list[dict[str, Any]]:
        types = map(type_data, TYPES)
        return [item for item in types if contains(prefix, item["id"], item["name"])][page]


def contains(prefix: str, *texts: str) -> bool:
    """Whether one of the texts contains the prefix, ignoring case and variants of characters."""
    return any(fold(prefix.strip()) in fold(text) for text in texts)


class PropertiesView(APIView):
    """The properties with which records of a type can be extended."""

    query_parameters = ("type", "limit")

    @extend_schema(
        operation_id="reconcile_properties",
        tags=["matching"],
        summary="List the properties of a type for the reconciliation service",
        parameters=[TYPE, LIMIT],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        resource = parse_choice(request, "type", TYPES)
        limit = parse_integer(request, "limit", default=MAX_RESULTS, minimum=1)
        proposed = [item.to_data() for item in properties(resource).values()][:limit]
        resource_type = {"type": resource} if resource else {}
        return Response({**resource_type, "limit": limit, "properties": proposed})
