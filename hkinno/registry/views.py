"""Where records, places, sources and the evidence are read."""

from operator import attrgetter

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.http import Http404, HttpResponse
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from hkinno.api.exporting import ExportedList, refuse_what_would_be_lost
from hkinno.api.middleware import PermanentRedirect
from hkinno.api.problems import Refusal
from hkinno.registry import citations
from hkinno.registry.citing import Citable
from hkinno.registry.feeds import Atom
from hkinno.registry.filters import PlaceFilter, RelationFilter, SourceFilter, StatementFilter
from hkinno.registry.linked_serializer import JSONLD, LinkedSerializer
from hkinno.registry.models import GoneRecord, Place, Record, Relation, Source, Statement
from hkinno.registry.models.evidence import KEY
from hkinno.registry.models.record import SLUG
from hkinno.registry.serializers import (
    PlaceSerializer,
    RelationSerializer,
    SourceSerializer,
    StatementSerializer,
)


class RecordViewSet(Citable, ExportedList, ReadOnlyModelViewSet):
    """What every kind of record answers: a list, and each record under its id."""

    lookup_url_kwarg = "id"
    id_pattern = SLUG
    ordering_fields = ["id", "name", "created_at", "updated_at"]
    ordering_columns = {"name": "name_en"}
    problems_of_one = ["gone"]
    formats_of_list = (*ExportedList.formats_of_list, Atom)
    formats_of_one = (*ExportedList.formats_of_one, JSONLD)
    changed = F("updated_at")
    cited = citations.of_record
    last_change = attrgetter("updated_at")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().published()

    def get_object(self) -> Record:
        record = self.get_queryset().filter(pk=self.kwargs["id"]).first()
        if record is None:
            raise self.missing(self.kwargs["id"])
        return record

    def missing(self, key: str) -> Exception:
        """Why there is no such record: it never was, or it was deleted."""
        resource = self.queryset.model.RESOURCE
        is_gone = GoneRecord.objects.filter(pk=key, resource=resource).exists()
        return Refusal("gone") if is_gone else Http404()

    def retrieve(self, request: Request, *args, **kwargs) -> HttpResponse:
        record = self.get_object()
        if record.merged_into_id:
            return self.moved_to(record.merged_into)
        serializer = self.get_serializer(record)
        if isinstance(request.accepted_renderer, JSONLD):
            refuse_what_would_be_lost(request, request.accepted_renderer)
            serializer = LinkedSerializer(serializer)
        return Response(serializer.data)

    def moved_to(self, survivor: Record) -> HttpResponse:
        """The way from a duplicate to the record that stays; the query comes along."""
        asked = "detail" if self.action == "retrieve" else self.action
        path = reverse(f"{survivor.resource}-{asked}", args=[survivor.pk])
        query = self.request.META.get("QUERY_STRING")
        return PermanentRedirect(f"{path}?{query}" if query else path)


class PlaceViewSet(RecordViewSet):
    """Countries, provinces, cities, districts, zones and clusters of cities."""

    queryset = Place.objects.for_api()
    serializer_class = PlaceSerializer
    filterset_class = PlaceFilter


class SourceViewSet(RecordViewSet):
    """The articles, registries, pages and notes from which every fact is taken."""

    queryset = Source.objects.for_api()
    serializer_class = SourceSerializer
    filterset_class = SourceFilter
    ordering_fields = [*RecordViewSet.ordering_fields, "published", "accessed"]


class StatementViewSet(Citable, ExportedList, ReadOnlyModelViewSet):
    """The evidence: the word of one source for one fact about one record, with its lines."""

    queryset = Statement.objects.for_api().published()
    serializer_class = StatementSerializer
    filterset_class = StatementFilter
    lookup_url_kwarg = "id"
    id_pattern = KEY
    formats_of_list = (*ExportedList.formats_of_list, Atom)
    # The database counts a change of a statement as one of its subject.
    changed = F("subject__updated_at")
    cited = citations.of_statement
    last_change = attrgetter("subject.updated_at")
    ordering_fields = ["id", "as_of"]
    ordering_columns = {}


class RelationViewSet(ExportedList, ReadOnlyModelViewSet):
    """What records are to each other: partners, posts, organisers, recipients …"""

    queryset = Relation.objects.for_api().shown()
    serializer_class = RelationSerializer
    filterset_class = RelationFilter
    lookup_url_kwarg = "id"
    id_pattern = KEY
    formats_of_list = (*ExportedList.formats_of_list, Atom)
    # The database counts a change of a relation as one of both its ends.
    changed = Greatest("subject__updated_at", "object__updated_at")
    ordering_fields = ["id", "since", "until"]
    ordering_columns = {}
