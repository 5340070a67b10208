"""Where all records are searched at once."""

from collections.abc import Iterable

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Model, Q
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from hkinno.api.filters.choice import ChoiceFilters
from hkinno.api.ordering import text_or_null
from hkinno.api.sparse_fields import FieldTree
from hkinno.registry.models import Record, record_models, resource_labels
from hkinno.registry.rest.expand import names, view_of
from hkinno.registry.rest.filters.record_filterset import RecordFilter
from hkinno.registry.rest.list_mixins import ReadingList
from hkinno.registry.rest.projection import Shape
from hkinno.registry.rest.serializers import BriefSerializer
from hkinno.search.backend import query
from hkinno.search.highlights import FIELDS, matches

MATCHES = "matches"


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
    """What a search is narrowed by: what every record has, and which kind of record it is."""

    resource = ChoiceFilters(resource_labels(), "Which kind of record it is.", is_nullable=False)

    @classmethod
    def lasts(cls, at: DateRange, of: str = "") -> Q:
        """Records that the dates of their own kind do not exclude."""
        condition = Q()
        for resource in record_models():
            view = view_of(resource)
            way = f"{of}as_{view.queryset.model._meta.model_name}__"
            condition &= view.filterset_class.lasts(at, way)
        return condition


class FoundShape(Shape):
    """Rows of a search: in brief; with `expand`, whole as their own resource shows them."""

    def shown_by(self, view: APIView) -> set[type[APIView]]:
        return {view_of(resource) for resource in record_models()}

    def known(self) -> FieldTree:
        brief = names([SearchViewSet], {})
        return brief | names(self.views, self.expanded) if self.expanded else brief

    def of(self, rows: Iterable[Model]) -> list[dict]:
        rows = list(rows)
        for row, found in zip(rows, matches(rows, query(self.request)), strict=True):
            row.matches = found
        shown = self.whole(rows, self.serializer_class, {})
        if self.expanded:
            found = [row[MATCHES] for row in shown]
            self.replace([(shown, index) for index in range(len(shown))], self.expanded)
            shown = [row | {MATCHES: each} for row, each in zip(shown, found, strict=True)]
        return self.left(shown)


class SearchViewSet(ReadingList, ListModelMixin, GenericViewSet):
    """Records of every kind that match a text, the best first, with the words that matched.

    Names that are equal come first, then parts of names, then other texts.
    """

    queryset = Record.objects.select_related("search_entry")
    serializer_class = FoundSerializer
    filterset_class = SearchFilter
    shape_class = FoundShape
    is_search = True
    changed = F("updated_at")
    ordering_fields = "id name resource stage website created_at updated_at".split()
    ordering_columns = {"name": [text_or_null("name_en")]}
