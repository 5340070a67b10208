"""API views for statements and relations."""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce, Greatest
from rest_framework.viewsets import ReadOnlyModelViewSet

from hkinno.api.ordering import text_or_null
from hkinno.api.sparse_fields import FieldTree
from hkinno.registry.formats.citations import cite_statement
from hkinno.registry.models import Relation, Statement
from hkinno.registry.models.ids import KEY
from hkinno.registry.models.visibility import VersionOf
from hkinno.registry.rest.citation_action import CitationMixin
from hkinno.registry.rest.filters.evidence_filtersets import RelationFilter, StatementFilter
from hkinno.registry.rest.list_files import ListFilesMixin
from hkinno.registry.rest.list_mixins import QueryOptionsListMixin, QueryOptionsRetrieveMixin
from hkinno.registry.rest.serializers import RelationSerializer, StatementSerializer
from hkinno.registry.values.typed_values import add_typed_values


class StatementViewSet(
    CitationMixin,
    QueryOptionsRetrieveMixin,
    QueryOptionsListMixin,
    ListFilesMixin,
    ReadOnlyModelViewSet[Any],
):
    """The evidence: what one source says about one property of one record, with line numbers."""

    queryset = Statement.objects.published()
    serializer_class = StatementSerializer
    filterset_class = StatementFilter
    id_pattern = KEY
    # The database counts a change of a statement as one of its subject.
    last_change = F("subject__updated_at")
    document_version = VersionOf("subject")
    make_citation = cite_statement
    citation_expand: FieldTree = {"source": {}, "subject": {}}
    get_last_change = attrgetter("subject.updated_at")
    ordering_fields = (
        "id subject property printed line source modality as_of rank rank_reason note".split()
    )
    ordering_columns = {"line": [Coalesce("first_line", "last_line")]}
    expand_example = "source"

    def get_file_rows(self, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
        return map(add_typed_values, super().get_file_rows(rows))


class RelationViewSet(
    QueryOptionsRetrieveMixin, QueryOptionsListMixin, ListFilesMixin, ReadOnlyModelViewSet[Any]
):
    """Relations between records: partners, posts, organisers, recipients …"""

    queryset = Relation.objects.published()
    serializer_class = RelationSerializer
    filterset_class = RelationFilter
    id_pattern = KEY
    # The database counts a change of a relation as one of both its ends.
    last_change = Greatest("subject__updated_at", "object__updated_at")
    document_version = Greatest(VersionOf("subject"), VersionOf("object"))
    ordering_fields = (
        "id subject role object title since until modality first_confirmed last_confirmed"
    ).split()
    ordering_columns = {"title": [text_or_null("title_en")]}
    expand_example = "subject"
