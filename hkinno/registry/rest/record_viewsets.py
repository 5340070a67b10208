"""Where records, places and sources are read."""

from operator import attrgetter

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from hkinno.api.errors.problem_details import ProblemException
from hkinno.api.middleware import HttpResponsePermanentRedirect308
from hkinno.api.ordering import text_or_null
from hkinno.api.renderers.list_export import ListExportMixin, check_format_supports_parameters
from hkinno.registry.formats import citations
from hkinno.registry.formats.jsonld_renderer import JSONLD, LinkedSerializer
from hkinno.registry.models import GoneRecord, Place, Record, Source
from hkinno.registry.models.record import SLUG
from hkinno.registry.rest.citation_action import Citable
from hkinno.registry.rest.evidence_annotations import last_confirmed, statement_count
from hkinno.registry.rest.filters.place_source_filtersets import PlaceFilter, SourceFilter
from hkinno.registry.rest.filters.reference import shown
from hkinno.registry.rest.list_mixins import Reading
from hkinno.registry.rest.serializers import PlaceSerializer, SourceSerializer


class RecordViewSet(Citable, Reading, ReadOnlyModelViewSet):
    """What every kind of record answers: a list, and each record under its id."""

    id_pattern = SLUG
    ordering_fields = (
        "id name name_en_basis summary stage part_of place website statement_count "
        "last_confirmed merged_into created_at updated_at"
    ).split()
    ordering_columns = {
        "name": ["name_en"],
        "summary": [text_or_null("summary_en")],
        "part_of": [shown("part_of")],
        "place": [shown("place")],
        "merged_into": [shown("merged_into")],
        "statement_count": [statement_count()],
        "last_confirmed": [last_confirmed()],
    }
    detail_problems = ["gone"]
    detail_renderer_classes = (*ListExportMixin.detail_renderer_classes, JSONLD)
    changed = F("updated_at")
    cited = citations.of_record
    last_change = attrgetter("updated_at")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().published()

    def missing(self, key: str) -> Exception:
        """Why there is no such record: it never was, or it was deleted."""
        resource = self.queryset.model.RESOURCE
        is_gone = GoneRecord.objects.filter(pk=key, resource=resource).exists()
        return ProblemException("gone") if is_gone else super().missing(key)

    def retrieve(self, request: Request, *args, **kwargs) -> HttpResponse:
        shape = self.shape_class(self, request)
        record = self.get_object()
        if record.merged_into_id:
            return self.moved_to(record.merged_into)
        if isinstance(request.accepted_renderer, JSONLD):
            check_format_supports_parameters(request, request.accepted_renderer)
            return Response(LinkedSerializer(self.get_serializer(record)).data)
        return Response(shape.of([record])[0])

    def moved_to(self, survivor: Record) -> HttpResponse:
        """The way from a duplicate to the record that stays; the query comes along."""
        asked = "detail" if self.action == "retrieve" else self.action
        path = reverse(f"{survivor.resource}-{asked}", args=[survivor.pk])
        query = self.request.META.get("QUERY_STRING")
        return HttpResponsePermanentRedirect308(f"{path}?{query}" if query else path)


class PlaceViewSet(RecordViewSet):
    """Countries, provinces, cities, districts, zones and clusters of cities."""

    queryset = Place.objects.for_api()
    serializer_class = PlaceSerializer
    filterset_class = PlaceFilter
    ordering_fields = [*RecordViewSet.ordering_fields, "kind", "latitude", "longitude"]


class SourceViewSet(RecordViewSet):
    """The articles, registries, pages and notes from which every fact is taken."""

    queryset = Source.objects.for_api()
    serializer_class = SourceSerializer
    filterset_class = SourceFilter
    ordering_fields = [
        *RecordViewSet.ordering_fields,
        *"kind publisher byline published published_basis published_reasoning page".split(),
        *"original_url accessed file sha256".split(),
    ]
    ordering_columns = RecordViewSet.ordering_columns | {
        "publisher": [text_or_null("publisher_en")],
        "original_url": [text_or_null("url")],
    }
