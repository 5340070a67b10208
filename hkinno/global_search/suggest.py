"""Where names are completed while one types."""

from rest_framework import serializers
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from hkinno.api.fields import LanguageMap
from hkinno.global_search.disambiguation import hints
from hkinno.registry.models import Record
from hkinno.registry.rest.serializers import BriefSerializer
from hkinno.search.autocomplete import MOST, completions
from hkinno.search.backend import query, schema


class CompletionSerializer(serializers.Serializer):
    """A name that begins with what was typed."""

    name = serializers.CharField(help_text="The name: one of those that the record has.")
    record = BriefSerializer(help_text="The record that has it.")
    hint = LanguageMap("hint", help_text="What sort of thing it is, and whose or where.")


class AtMostTen(BasePagination):
    """The few that one can choose from while typing: there are no pages of them."""

    def get_paginated_response(self, data: list) -> Response:
        return Response({"results": data})

    def get_paginated_response_schema(self, shape: dict) -> dict:
        results = shape | {"maxItems": MOST, "description": "The best first."}
        return {"type": "object", "required": ["results"], "properties": {"results": results}}

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        return []


class BeginsWith(BaseFilterBackend):
    """The parameter of completions; they are no queryset to be narrowed."""

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        said = "What has been typed so far: the beginning of a name, in Chinese or English."
        return [schema(said, is_required=True)]


class SuggestViewSet(GenericViewSet):
    """At most ten names that begin with a text, each with a hint that tells namesakes apart."""

    queryset = Record.objects.none()
    serializer_class = CompletionSerializer
    filter_backends = [BeginsWith]
    pagination_class = AtMostTen

    def list(self, request: Request) -> Response:
        found = completions(query(request, is_required=True))
        said = hints(each.record for each in found)
        for each in found:
            each.hint_zh, each.hint_en = said[each.record_id]
        return self.get_paginated_response(self.get_serializer(found, many=True).data)
