"""The addresses of the protocol."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import FieldError, parameter_error, repeated_parameter
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.parsers.json import MAX_ERRORS, invalid_body, loads
from hkinno.api.parsers.request_parsers import StrictFormParser
from hkinno.api.parsers.strict_serializers import StrictSerializer, flatten_errors, validate_body
from hkinno.matching.index_cache import NAMES
from hkinno.matching.query_params import OwnParameters
from hkinno.matching.reconcile.extend import ExtendSerializer, extended
from hkinno.matching.reconcile.manifest import manifest
from hkinno.matching.reconcile.openapi_examples import ANSWERED, ASKED, MANIFEST
from hkinno.matching.reconcile.query import answered, results
from hkinno.matching.reconcile.serializers import QuerySerializer

MOST_QUERIES = 100
FIELDS = {
    "queries": 'A batch of queries, an object as JSON text: `{"q0": {"query": "…"}}`.',
    "extend": "What is wanted of which records, an object as JSON text.",
}
GIVEN = {
    "queries": ASKED["queries"],
    "extend": '{"ids": ["hkust"], "properties": [{"id": "name.en"}]}',
}
PARAMETERS = [
    OpenApiParameter(
        name,
        {"type": "string", "contentMediaType": "application/json"},
        description=said,
        examples=[OpenApiExample(name, GIVEN[name])],
    )
    for name, said in FIELDS.items()
]


class AskedForm(StrictSerializer):
    """One of the two; a request for data extension has only `extend`."""

    queries = serializers.CharField(required=False, help_text=FIELDS["queries"])
    extend = serializers.CharField(required=False, help_text=FIELDS["extend"])


class Reconcile(APIView):
    """The Reconciliation Service API 0.2, for OpenRefine and the like.

    Without parameters the manifest; with `queries` the records that each may mean; with `extend`
    the values of properties. There is no JSONP: any page may ask by CORS.
    """

    parser_classes = [StrictFormParser]
    permission_classes = [OwnParameters]
    parameters = tuple(FIELDS)
    problems = ["invalid-body"]

    @extend_schema(
        operation_id="reconcile_manifest",
        tags=["matching"],
        summary="Read the manifest of the reconciliation service, or ask it a little",
        parameters=PARAMETERS,
        responses=OpenApiTypes.OBJECT,
        examples=[OpenApiExample("The manifest", MANIFEST, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        given = request.query_params
        asked = {name: given[name] for name in FIELDS if name in given}
        return Response(answer(request, asked) if asked else manifest(request))

    @extend_schema(
        operation_id="reconcile",
        tags=["matching"],
        summary="Ask the reconciliation service",
        request={"application/x-www-form-urlencoded": AskedForm},
        responses=OpenApiTypes.OBJECT,
        examples=[
            OpenApiExample("A query", ASKED, request_only=True),
            OpenApiExample("What it may mean", ANSWERED, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        fields = request.data
        detail = _("There is no field “%(parameter)s” here.")
        strange = [name for name in fields if name not in FIELDS]
        twice = [name for name, texts in fields.items() if len(texts) > 1]
        if strange or twice:
            unknown = (
                parameter_error(name, "unknown-parameter", detail, known=FIELDS) for name in strange
            )
            raise invalid_parameters([*unknown, *map(repeated_parameter, twice)])
        return Response(answer(request, {name: texts[0] for name, texts in fields.items()}))


def answer(request: Request, asked: dict[str, str]) -> dict[str, Any]:
    """What was asked for, by one of the two fields."""
    if len(asked) != 1:
        detail = _("Give either “queries” or “extend”.")
        raise invalid_body([FieldError("required", detail, "queries", "")])
    ((name, text),) = asked.items()
    value = loads(text, name)
    return ANSWERS[name](request, value)


def to_queries(request: Request, value: Any) -> dict[str, Any]:
    """The answers to a batch of queries."""
    if not isinstance(value, dict) or len(value) > MOST_QUERIES:
        detail = _("A batch is an object of at most 100 queries.")
        raise invalid_body([FieldError("invalid", detail, "queries", "")])
    checked = {name: QuerySerializer(data=each) for name, each in value.items()}
    wrong = [
        each._replace(parameter="queries")
        for name, serializer in checked.items()
        if not serializer.is_valid()
        for each in flatten_errors({name: serializer.errors}, "")
    ]
    if wrong:
        raise invalid_body(wrong[:MAX_ERRORS])
    asked = {name: serializer.validated_data for name, serializer in checked.items()}
    with NAMES.held() as index:
        answers = {name: answered(index, each) for name, each in asked.items()}
    return results(asked, answers)


def to_extend(request: Request, value: Any) -> dict[str, Any]:
    """The columns that were asked for."""
    return extended(request, validate_body(ExtendSerializer(data=value), "extend"))


ANSWERS: dict[str, Callable[[Request, Any], dict[str, Any]]] = {
    "queries": to_queries,
    "extend": to_extend,
}
