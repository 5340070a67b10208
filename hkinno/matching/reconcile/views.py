"""The endpoint of the reconciliation service: manifest, queries and data extension."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import (
    MAX_ERRORS,
    FieldError,
    parameter_error,
    repeated_parameter,
)
from hkinno.api.errors.problem_details import raise_invalid_parameters
from hkinno.api.parsers.json import invalid_body, loads
from hkinno.api.parsers.request_parsers import StrictFormParser
from hkinno.api.parsers.strict_serializers import StrictSerializer, flatten_errors, validate_body
from hkinno.matching.openapi_examples import EXAMPLES
from hkinno.matching.reconcile.extend import extend_records
from hkinno.matching.reconcile.manifest import manifest
from hkinno.matching.reconcile.query import match_queries, query_response
from hkinno.matching.reconcile.serializers import ExtendSerializer, QuerySerializer
from hkinno.matching.serializers import MAX_TOTAL_LENGTH

MAX_QUERIES = 100
FIELDS = {
    "queries": 'A query batch as JSON: `{"q0": {"query": "…"}}`.',
    "extend": "A data extension query as JSON: ids of records, and properties to fetch.",
}
PARAMETERS = [
    OpenApiParameter(
        name,
        {"type": "string", "contentMediaType": "application/json"},
        description=description,
        examples=[OpenApiExample(name, EXAMPLES[name])],
    )
    for name, description in FIELDS.items()
]


class ReconcileFormSerializer(StrictSerializer):
    """A form with either `queries` or `extend`."""

    queries = serializers.CharField(required=False, help_text=FIELDS["queries"])
    extend = serializers.CharField(required=False, help_text=FIELDS["extend"])


class ReconcileView(APIView):
    """The Reconciliation Service API 0.2, for OpenRefine and similar clients.

    Without parameters it returns the manifest, with `queries` the candidates for each query, with
    `extend` the values of properties. JSONP is not supported; any web page may use CORS instead.
    """

    parser_classes = [StrictFormParser]
    query_parameters = tuple(FIELDS)
    problems = ["invalid-body", "request-timeout", "content-too-large", "unsupported-media-type"]

    @extend_schema(
        operation_id="reconcile_manifest",
        tags=["matching"],
        summary="Get the manifest of the reconciliation service, or send it a short request",
        parameters=PARAMETERS,
        responses=OpenApiTypes.OBJECT,
        examples=[OpenApiExample("The manifest", EXAMPLES["manifest"], response_only=True)],
    )
    def get(self, request: Request) -> Response:
        params = request.query_params
        fields = {name: params[name] for name in FIELDS if name in params}
        return Response(respond(request, fields) if fields else manifest(request))

    @extend_schema(
        operation_id="reconcile",
        tags=["matching"],
        summary="Send a request to the reconciliation service",
        request={"application/x-www-form-urlencoded": ReconcileFormSerializer},
        responses=OpenApiTypes.OBJECT,
        examples=[
            OpenApiExample("A query", {"queries": EXAMPLES["queries"]}, request_only=True),
            OpenApiExample("Its candidates", EXAMPLES["queries_response"], response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        fields = cast("dict[str, list[str]]", request.data)
        message = _("Unknown form field “%(parameter)s”.")
        errors = [
            *(
                parameter_error(name, "unknown-parameter", message, known=FIELDS)
                for name in fields
                if name not in FIELDS
            ),
            *(repeated_parameter(name) for name, values in fields.items() if len(values) > 1),
        ]
        raise_invalid_parameters(errors)
        return Response(respond(request, {name: values[0] for name, values in fields.items()}))


def respond(request: Request, fields: dict[str, str]) -> dict[str, Any]:
    """The response to the one field that is given.

    Raises ProblemException (400) if there is not exactly one, or its value is invalid.
    """
    if len(fields) != 1:
        message = _("Give either “queries” or “extend”.")
        raise invalid_body([FieldError("required", message, "queries", "")])
    ((name, text),) = fields.items()
    value = loads(text, name)
    if name == "queries":
        return match_batch(validate_batch(value))
    return extend_records(request, validate_body(ExtendSerializer(data=value), name))


def validate_batch(value: Any) -> dict[str, dict[str, Any]]:
    """`{name: validated query}`; raises ProblemException (400) with at most 20 errors."""
    if not isinstance(value, dict) or len(value) > MAX_QUERIES:
        message = _("A query batch is an object of at most 100 queries.")
        raise invalid_body([FieldError("invalid", message, "queries", "")])
    queries = {name: QuerySerializer(data=query) for name, query in value.items()}
    if errors := list(islice(find_batch_errors(queries), MAX_ERRORS)):
        raise invalid_body(errors)
    validated = {name: query.validated_data for name, query in queries.items()}
    if sum(map(text_length, validated.values())) > MAX_TOTAL_LENGTH:
        message = _(
            "The texts may have at most %(max)s characters together. Split them into several "
            "requests."
        )
        detail = message % {"max": MAX_TOTAL_LENGTH}
        raise invalid_body([FieldError("max-length", detail, "queries", "")])
    return validated


def find_batch_errors(queries: dict[str, QuerySerializer]) -> Iterator[FieldError]:
    """The errors of one query after the other."""
    for name, query in queries.items():
        if not query.is_valid():
            for error in flatten_errors({name: query.errors}, ""):
                yield error._replace(parameter="queries")


def text_length(query: dict[str, Any]) -> int:
    """The number of characters that are matched for a query, in its text and its properties."""
    values = [value for item in query["properties"] for value in item["v"]]
    return sum(map(len, (query["query"], *values)))


def match_batch(queries: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The response to a validated query batch."""
    results = dict(zip(queries, match_queries(queries.values()), strict=True))
    return query_response(queries, results)
