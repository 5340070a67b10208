"""Where a client of the protocol is helped to choose: what completes, what can be added."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.matching.query_params import OwnParameters
from hkinno.matching.reconcile.properties import properties
from hkinno.matching.reconcile.query_params import SAID, TYPES, UNHEARD, number, word
from hkinno.matching.reconcile.serializers import STRICTNESS
from hkinno.matching.reconcile.suggest import FURTHEST, SUGGESTED, shown


class Suggest(APIView):
    """What completes while one types, as the protocol has it: at most ten at a time."""

    permission_classes = [OwnParameters]
    parameters = ("prefix", "cursor", "type", "type_strict", *UNHEARD)
    kind = ""

    def results(self, request: Request) -> dict[str, Any]:
        """What begins with the prefix, or holds it."""
        start = number(request, "cursor", 0, 0)
        one_type = word(request, "type", TYPES)
        word(request, "type_strict", list(STRICTNESS))
        prefix = request.query_params.get("prefix", "")
        types = [one_type] if one_type else []
        return {"result": SUGGESTED[self.kind](prefix, start, types)}


def completing(kind: str, what: str) -> Any:
    """The description of an address of suggestions."""
    return extend_schema(
        operation_id=f"reconcile_suggest_{kind}",
        tags=["matching"],
        summary=f"Complete {what}, for the reconciliation service",
        parameters=[SAID[name] for name in Suggest.parameters],
        responses=OpenApiTypes.OBJECT,
    )


class SuggestEntity(Suggest):
    """Records with a name that begins with the prefix."""

    kind = "entity"

    @completing("entity", "records")
    def get(self, request: Request) -> Response:
        return Response(self.results(request))


class SuggestProperty(Suggest):
    """Properties of records."""

    kind = "property"

    @completing("property", "properties")
    def get(self, request: Request) -> Response:
        return Response(self.results(request))


class SuggestType(Suggest):
    """Types of records: the resources."""

    kind = "type"

    @completing("type", "types")
    def get(self, request: Request) -> Response:
        return Response(self.results(request))


class Properties(APIView):
    """The properties with which records of a type can be extended."""

    permission_classes = [OwnParameters]
    parameters = ("type", "limit")

    @extend_schema(
        operation_id="reconcile_properties",
        tags=["matching"],
        summary="List the properties of a type, for the reconciliation service",
        parameters=[SAID["type"], SAID["limit"]],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        one_type = word(request, "type", TYPES)
        limit = number(request, "limit", FURTHEST, 1)
        found = [shown(each) for each in properties(one_type).values()][:limit]
        named = {"type": one_type} if one_type else {}
        return Response({**named, "limit": limit, "properties": found})
