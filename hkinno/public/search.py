"""Where all records are searched at once, and names are completed while one types."""

from rest_framework import serializers
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from hkinno.api.fields import LanguageMap
from hkinno.api.filters import FilterBackend, words
from hkinno.public.hints import hints
from hkinno.registry.filters import RecordFilter
from hkinno.registry.models import Record
from hkinno.registry.search.backend import SearchBackend, query, schema
from hkinno.registry.search.completing import MOST, completions
from hkinno.registry.search.matched import FIELDS, matches
from hkinno.registry.serializers import BriefSerializer
from hkinno.registry.vocabularies import Resource


class MatchSerializer(serializers.Serializer):
    """A text of the record that the query matched."""

    field = serializers.ChoiceField(
        FIELDS, help_text="The field; `other` is a column of its own kind, such as a definition."
    )
    value = serializers.CharField(help_text="The text, whole.")
    words = serializers.ListField(
        child=serializers.CharField(), help_text="The words in it that matched, as written there."
    )


class FoundSerializer(BriefSerializer):
    """A record in brief, with what of it matched."""

    matches = MatchSerializer(many=True, help_text="What matched, names first.")


class SearchFilter(RecordFilter):
    """What a search is narrowed by."""

    resource, resource__in = words("resource", Resource.values, "Which kind of record it is.")[:2]


class SearchViewSet(GenericViewSet):
    """Records of every kind that match a text, the best first, with the words that matched.

    Names that are equal come first, then parts of names, then other texts.
    """

    queryset = Record.objects.select_related("search_entry")
    serializer_class = FoundSerializer
    filterset_class = SearchFilter
    filter_backends = [FilterBackend, SearchBackend]
    is_search = True

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        for record, found in zip(page, matches(page, query(request)), strict=True):
            record.matches = found
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


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
