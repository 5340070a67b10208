"""Autocompletion of names."""

from typing import Any

from rest_framework import serializers
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from hkinno.api.fields import LanguageMap
from hkinno.global_search.disambiguation import hints
from hkinno.registry.models import Record
from hkinno.registry.models.search_index import Completion
from hkinno.registry.rest.serializers import BriefSerializer
from hkinno.search.autocomplete import MAX_COMPLETIONS
from hkinno.search.backend import require_search_text, search_parameter


class CompletionSerializer(serializers.Serializer[Any]):
    """A name that contains the query."""

    name = serializers.CharField(help_text="One of the names of the record.")
    record = BriefSerializer(help_text="The record.")
    hint = LanguageMap(
        help_text="Tells namesakes apart: its kind, its owner or place, and whether it is a plan."
    )


class SinglePage(BasePagination):
    """One page of `results`, without links."""

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        results = schema | {"maxItems": MAX_COMPLETIONS, "description": "The best first."}
        return {"type": "object", "required": ["results"], "properties": {"results": results}}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return []


class PrefixBackend(BaseFilterBackend):
    """Documents the parameter of completions, which are not a queryset."""

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        description = "A part of a name, in Chinese or English, as typed so far."
        return [search_parameter(description, is_required=True)]


class SuggestViewSet(GenericViewSet[Record]):
    """At most ten names that contain a text, each with a hint that tells namesakes apart.

    Names that begin with the text come first, then those that contain its words.
    """

    queryset = Record.objects.none()
    serializer_class = CompletionSerializer
    filter_backends = [PrefixBackend]
    pagination_class = SinglePage

    def list(self, request: Request) -> Response:
        names = Completion.objects.visible().autocomplete(require_search_text(request))
        hints_by_id = hints(name.record for name in names)
        results = [
            {
                "name": name.name,
                "record": name.record,
                "hint": dict(zip(("zh-Hant", "en"), hints_by_id[name.record_id], strict=True)),
            }
            for name in names
        ]
        return self.get_paginated_response(self.get_serializer(results, many=True).data)
