"""Search over records of all kinds."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.viewsets import GenericViewSet

from hkinno.api.filters.choice import ChoiceFilters
from hkinno.api.ordering import text_or_null
from hkinno.api.sparse_fields import FieldTree
from hkinno.registry.models import Record, record_models, resource_labels
from hkinno.registry.models.search_index import SEARCHED_FIELDS, searched_texts
from hkinno.registry.rest.expand import (
    ViewSet,
    field_tree,
    get_viewset,
    record_viewsets,
    unexpanded_field_tree,
)
from hkinno.registry.rest.filters.record_filterset import RecordFilter
from hkinno.registry.rest.list_files import ListFilesMixin
from hkinno.registry.rest.list_mixins import QueryOptionsListMixin
from hkinno.registry.rest.representation import Representation
from hkinno.registry.rest.serializers import BriefSerializer
from hkinno.search.backend import require_search_text
from hkinno.search.highlights import highlight


class HighlightSerializer(serializers.Serializer[Any]):
    """A text of the record that matches the query."""

    field = serializers.ChoiceField(
        SEARCHED_FIELDS,
        help_text="The field; `other` is one of its own kind, such as a definition.",
    )
    value = serializers.CharField(help_text="The full text.")
    words = serializers.ListField(
        child=serializers.CharField(), help_text="The matching words, as written in the text."
    )


class SearchResultSerializer(BriefSerializer):
    """A record in brief, with the texts that match."""

    matches = HighlightSerializer(many=True, help_text="The texts that match, names first.")


class SearchFilter(RecordFilter):
    """Filters for records of any kind."""

    resource = ChoiceFilters(resource_labels(), "Which kind of record it is.", is_nullable=False)

    @classmethod
    def valid_at(cls, at: DateRange, of: str = "", *, includes_possible: bool = False) -> Q:
        """Records that existed at a time, by the dates of their own kind."""
        condition = Q()
        for model in record_models().values():
            filterset_class: Any = get_viewset(model).filterset_class  # type: ignore[attr-defined]  # by django-filter
            existed = filterset_class.valid_at(
                at, f"{of}as_{model._meta.model_name}__", includes_possible=includes_possible
            )
            condition &= existed | ~Q(resource=model.RESOURCE)
        return condition


class SearchViewSet(QueryOptionsListMixin, ListFilesMixin, ListModelMixin, GenericViewSet[Any]):
    """Records of every kind that match a text, the best first, with the words that match.

    Equal names come first, then parts of names, then other texts.
    """

    queryset = Record.objects.select_related("search_entry")
    serializer_class = SearchResultSerializer
    filterset_class = SearchFilter
    is_search = True
    reads_documents = False
    last_change = F("updated_at")
    ordering_fields = "id name resource stage website created_at updated_at".split()
    ordering_columns = {"name": [text_or_null("name_en")]}

    def get_expandable_viewsets(self) -> set[ViewSet]:
        return record_viewsets()

    def get_known_fields(self, expand: FieldTree) -> FieldTree:
        brief = unexpanded_field_tree(type(self))
        return brief | field_tree(record_viewsets(), expand) if expand else brief

    def represent_page(
        self, page: Iterable[Any], representation: Representation
    ) -> list[dict[str, Any]]:
        """Records in brief, or with all of their fields if something in them is expanded."""
        records = list(page)
        documents = [searched_texts(record) for record in records]
        highlights = highlight(require_search_text(self.request), documents)
        for record, record_highlights in zip(records, highlights, strict=True):
            record.matches = record_highlights
        rows = [dict(row) for row in self.get_serializer(records, many=True).data]
        if expand := representation.options.expand:
            highlights_of_rows = [{"matches": row["matches"]} for row in rows]
            representation.replace_briefs([(rows, index) for index in range(len(rows))], expand)
            rows = [row | extra for row, extra in zip(rows, highlights_of_rows, strict=True)]
        return representation.select_fields(rows)
