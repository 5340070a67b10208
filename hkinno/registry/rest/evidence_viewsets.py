"""API views for statements and relations."""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.viewsets import ReadOnlyModelViewSet

from hkinno.api.errors.problem_details import ProblemException
from hkinno.api.ordering import text_or_null
from hkinno.api.requests import absolute_url
from hkinno.api.sparse_fields import FieldTree
from hkinno.registry.formats.citations import cite_statement
from hkinno.registry.models import Record, Relation, Statement
from hkinno.registry.models.ids import KEY
from hkinno.registry.models.visibility import VersionOf
from hkinno.registry.rest.citation_action import CitationMixin
from hkinno.registry.rest.filters.evidence_filtersets import RelationFilter, StatementFilter
from hkinno.registry.rest.list_files import ListFilesMixin
from hkinno.registry.rest.list_mixins import QueryOptionsListMixin, QueryOptionsRetrieveMixin
from hkinno.registry.rest.redirects import redirect_to
from hkinno.registry.rest.serializers import RelationSerializer, StatementSerializer
from hkinno.registry.retired_ids import find_successor, withdrawn_subject
from hkinno.registry.values.typed_values import add_typed_values


class ReplacedError(Exception):
    """Raised for the id of a row that another one replaced; `successor` is its id."""

    def __init__(self, successor: str) -> None:
        super().__init__(successor)
        self.successor = successor


class EvidenceViewSet(
    QueryOptionsRetrieveMixin, QueryOptionsListMixin, ListFilesMixin, ReadOnlyModelViewSet[Any]
):
    """The base of the two viewsets: ids that were published redirect, or answer 410."""

    id_pattern = KEY
    detail_problems = ["gone"]

    def get_not_found_error(self, key: str) -> Exception:
        model = type(self).queryset.model  # type: ignore[union-attr]  # every subclass has one
        successor = find_successor(model, key)
        if successor and self.get_queryset().filter(pk=successor).exists():
            return ReplacedError(successor)
        subject = withdrawn_subject(model, key)
        if subject is None:
            return super().get_not_found_error(key)
        if not Record.objects.published().filter(pk=subject).exists():
            return ProblemException("gone")
        path = f"{reverse(f'{self.basename}-list')}?subject={subject}"
        url = absolute_url(self.request, path)
        detail = _("This was corrected or withdrawn. What the registry has now: %(url)s")
        headers = {"Link": f'<{url}>; rel="collection"'}
        return ProblemException("gone", detail % {"url": url}, headers=headers)

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, ReplacedError):
            return redirect_to(self, self.basename, exc.successor)
        return super().handle_exception(exc)


class StatementViewSet(CitationMixin, EvidenceViewSet):
    """The evidence: what one source says about one property of one record, with line numbers."""

    queryset = Statement.objects.published()
    serializer_class = StatementSerializer
    filterset_class = StatementFilter
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


class RelationViewSet(EvidenceViewSet):
    """Relations between records: partners, posts, organisers, recipients …"""

    queryset = Relation.objects.published()
    serializer_class = RelationSerializer
    filterset_class = RelationFilter
    # The database counts a change of a relation as one of both its ends.
    last_change = Greatest("subject__updated_at", "object__updated_at")
    document_version = Greatest(VersionOf("subject"), VersionOf("object"))
    ordering_fields = (
        "id subject role object title since until modality first_confirmed last_confirmed"
    ).split()
    ordering_columns = {"title": [text_or_null("title_en")]}
    expand_example = "subject"
