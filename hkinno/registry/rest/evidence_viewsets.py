"""Where the evidence is read: statements and relations."""

from operator import attrgetter

from django.db.models import F
from django.db.models.functions import Coalesce, Greatest
from rest_framework.viewsets import ReadOnlyModelViewSet

from hkinno.api.ordering import text_or_null
from hkinno.registry.formats import citations
from hkinno.registry.models import Relation, Statement
from hkinno.registry.models.record import KEY
from hkinno.registry.rest.citation_action import Citable
from hkinno.registry.rest.filters.evidence_filtersets import RelationFilter, StatementFilter
from hkinno.registry.rest.list_mixins import Reading
from hkinno.registry.rest.serializers import RelationSerializer, StatementSerializer


class StatementViewSet(Citable, Reading, ReadOnlyModelViewSet):
    """The evidence: the word of one source for one fact about one record, with its lines."""

    queryset = Statement.objects.for_api().published()
    serializer_class = StatementSerializer
    filterset_class = StatementFilter
    id_pattern = KEY
    # The database counts a change of a statement as one of its subject.
    changed = F("subject__updated_at")
    cited = citations.of_statement
    last_change = attrgetter("subject.updated_at")
    ordering_fields = (
        "id subject property printed line source modality as_of rank rank_reason note".split()
    )
    ordering_columns = {"line": [Coalesce("first_line", "last_line")]}
    expand_example = "source"


class RelationViewSet(Reading, ReadOnlyModelViewSet):
    """What records are to each other: partners, posts, organisers, recipients …"""

    queryset = Relation.objects.for_api().shown()
    serializer_class = RelationSerializer
    filterset_class = RelationFilter
    id_pattern = KEY
    # The database counts a change of a relation as one of both its ends.
    changed = Greatest("subject__updated_at", "object__updated_at")
    ordering_fields = "id subject role object title since until".split()
    ordering_columns = {"title": [text_or_null("title_en")]}
    expand_example = "subject"
