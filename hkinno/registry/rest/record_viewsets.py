"""API views for records of any kind, and for places and sources."""

from dataclasses import replace
from functools import cache
from operator import attrgetter
from typing import Any

from django.db.models import F
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from hkinno.api.errors.problem_details import ProblemException
from hkinno.api.negotiation import FORMAT, is_json
from hkinno.api.ordering import ORDERING, text_or_null
from hkinno.api.query_params import get_list_param
from hkinno.api.renderers.list_export import ListExportMixin, check_format_supports_parameters
from hkinno.api.revision_cache import PAGE_PARAMETERS
from hkinno.api.sparse_fields import FACETS, SHAPE_PARAMETERS, FieldTree
from hkinno.registry.formats.citations import cite_record, cite_source
from hkinno.registry.formats.jsonld_renderer import (
    JSONLDRenderer,
    NTriplesRenderer,
    TurtleRenderer,
)
from hkinno.registry.models import Place, Record, Source, is_gone
from hkinno.registry.models.ids import SLUG
from hkinno.registry.models.visibility import VersionOf
from hkinno.registry.rest.changes_action import ChangesMixin
from hkinno.registry.rest.citation_action import CitationMixin
from hkinno.registry.rest.compiled_rows import published_rows
from hkinno.registry.rest.evidence_annotations import (
    last_confirmed,
    stage_as_of,
    stage_source,
    statement_count,
)
from hkinno.registry.rest.filters.place_source_filtersets import PlaceFilter, SourceFilter
from hkinno.registry.rest.filters.record_filterset import RecordFilter
from hkinno.registry.rest.filters.reference import published_id
from hkinno.registry.rest.linked_data import LINKED_DATA_EXPAND, linked_data
from hkinno.registry.rest.list_files import ListFilesMixin
from hkinno.registry.rest.list_mixins import QueryOptionsListMixin, QueryOptionsRetrieveMixin
from hkinno.registry.rest.query_options import AT
from hkinno.registry.rest.redirects import redirect_to
from hkinno.registry.rest.serializers import PlaceSerializer, SourceSerializer
from hkinno.registry.vocabularies.record_choices import Status


class RecordViewSet(
    ChangesMixin,
    CitationMixin,
    QueryOptionsRetrieveMixin,
    QueryOptionsListMixin,
    ListFilesMixin,
    ReadOnlyModelViewSet[Any],
):
    """The base of the viewsets of records: a list, and each record by its id."""

    id_pattern = SLUG
    action_summaries = CitationMixin.action_summaries | ChangesMixin.action_summaries
    ordering_fields = (
        "id name name_zh_basis name_en_basis summary stage stage_as_of stage_source last_reviewed "
        "part_of place website statement_count last_confirmed merged_into created_at updated_at"
    ).split()
    ordering_columns = {
        "name": ["name_en"],
        "summary": [text_or_null("summary_en")],
        "part_of": [published_id("part_of")],
        "place": [published_id("place")],
        "merged_into": [published_id("merged_into")],
        "statement_count": [statement_count()],
        "last_confirmed": [last_confirmed()],
        "stage_as_of": [stage_as_of()],
        "stage_source": [stage_source()],
    }
    detail_problems = ["gone"]
    detail_renderer_classes = (
        *ListExportMixin.detail_renderer_classes,
        JSONLDRenderer,
        TurtleRenderer,
        NTriplesRenderer,
    )
    last_change = F("updated_at")
    document_version: Any = VersionOf("pk")
    columns_of_object = ("pk", "resource", "version", "merged_into")
    make_citation = cite_record
    citation_expand: FieldTree = {"sources": {}}
    get_last_change = attrgetter("updated_at")

    def get_queryset(self) -> Any:
        # Other formats read more than documents.
        if self.action == "list" and is_json(self.request) and reads_common_columns(self):
            return published_rows(type(self)).all()
        return super().get_queryset()

    def get_not_found_error(self, key: str) -> Exception:
        """`gone` for a record that was deleted or withdrawn, otherwise `not-found`."""
        gone = is_gone(key, self.get_queryset().model.RESOURCE)
        return ProblemException("gone") if gone else super().get_not_found_error(key)

    def respond_with(self, record: Any, request: Request) -> Any:
        if record.merged_into_id:
            return self.redirect_to_survivor(record.merged_into)
        renderer: Any = request.accepted_renderer
        if not isinstance(renderer, JSONLDRenderer):
            return super().respond_with(record, request)
        check_format_supports_parameters(request, renderer)
        representation = self.get_representation()
        options = replace(representation.options, expand=LINKED_DATA_EXPAND)
        row = self.represent_object(record, replace(representation, options=options))
        (entry,) = linked_data([row], request)
        return Response(entry)

    def redirect_to_survivor(self, survivor: Record) -> HttpResponse:
        """A redirect from a duplicate to the record that it was merged into, with the query.

        Raises `not-found` if that is a draft.
        """
        if survivor.status != Status.PUBLISHED:
            raise self.get_not_found_error(survivor.pk)
        return redirect_to(self, survivor.resource, survivor.pk)


def reads_common_columns(view: Any) -> bool:
    """Whether a list neither filters nor orders by columns of its own kind of record.

    It is then read from the table of all records, without a join.
    """
    viewset: Any = type(view)
    parameters = view.request.query_params
    keys = {key.removeprefix("-") for key in get_list_param(view.request, ORDERING)}
    names = {*parameters, *get_list_param(view.request, FACETS)}
    return names - {FACETS} <= common_parameters(viewset) and keys <= {
        name
        for name in RecordViewSet.ordering_fields
        if view.ordering_columns.get(name) is RecordViewSet.ordering_columns.get(name)
    }


@cache
def common_parameters(viewset: Any) -> frozenset[str]:
    """The parameters of a list that refer to columns of all records."""
    own_filters = {
        name
        for base in viewset.filterset_class.__mro__
        if issubclass(base, RecordFilter) and base is not RecordFilter
        for name in vars(base)
    }
    common_filters = {
        name for name in RecordFilter.base_filters if name.partition("__")[0] not in own_filters
    }
    # By its own dates.
    common_filters -= {AT, "is_overdue"}
    return frozenset({*common_filters, *PAGE_PARAMETERS, FORMAT, ORDERING, *SHAPE_PARAMETERS})


class PlaceViewSet(RecordViewSet):
    """Countries, provinces, cities, districts, zones and clusters of cities."""

    queryset = Place.objects.published()
    serializer_class = PlaceSerializer
    filterset_class = PlaceFilter
    ordering_fields = [*RecordViewSet.ordering_fields, "kind", "latitude", "longitude"]


class SourceViewSet(RecordViewSet):
    """The articles, registries, pages and notes that the facts are taken from."""

    queryset = Source.objects.published()
    serializer_class = SourceSerializer
    filterset_class = SourceFilter
    make_citation = cite_source
    citation_expand: FieldTree = {}
    ordering_fields = [
        *RecordViewSet.ordering_fields,
        *"kind publisher byline published published_basis published_reasoning page".split(),
        *"original_url accessed file sha256".split(),
    ]
    ordering_columns = RecordViewSet.ordering_columns | {
        "publisher": [text_or_null("publisher_en")],
        "original_url": [text_or_null("url")],
    }
