"""Mixins that apply the query options, `facets` and `aggregate` to the responses of a viewset."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from copy import copy
from functools import cache, cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from django.db.models import Expression, F
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from hkinno import legal
from hkinno.api.errors.problem_details import ProblemException
from hkinno.api.filters.base import DATES, KNOWN, POSSIBLE
from hkinno.api.negotiation import JSONRenderer
from hkinno.api.renderers.base import CHUNK_ROWS, ExportRenderer
from hkinno.api.renderers.columns import Column
from hkinno.api.renderers.list_export import ListExportMixin
from hkinno.api.requests import absolute_url
from hkinno.api.revision_cache import (
    DATA_VERSION,
    MAX_COUNT,
    count_at_most,
    get_or_compute,
    keep_count,
)
from hkinno.api.sparse_fields import SUMMARY_PARAMETERS, FieldTree, SparseFieldsParameters
from hkinno.registry import revision
from hkinno.registry.formats.atom import AtomRenderer
from hkinno.registry.rest import documents
from hkinno.registry.rest.documents import (
    DOCUMENT,
    REVISION,
    VERSION,
    annotate_documents,
    snapshot,
)
from hkinno.registry.rest.expand import ViewSet, field_tree
from hkinno.registry.rest.facets import ListSummary, SummaryParameters
from hkinno.registry.rest.filters.date import AtFilter
from hkinno.registry.rest.filters.relation import RelationScope
from hkinno.registry.rest.pagination import SummaryPagination
from hkinno.registry.rest.projection import STATEMENT_FIELDS, Projection
from hkinno.registry.rest.query_options import AtParameter, QueryOptions
from hkinno.registry.rest.response_limits import MAX_EXPANDED, check_expanded_count
from hkinno.registry.rest.used_columns import used_columns
from hkinno.registry.values.typed_values import add_typed_values
from hkinno.search.backend import SEARCH
from hkinno.search.queryset import SearchQuerySet

SUMMARY = set(SUMMARY_PARAMETERS)
EXPANDED_CHUNK_ROWS = 100  # rows of a file that are expanded at a time

if TYPE_CHECKING:  # the classes that these are mixed into
    from rest_framework.viewsets import ReadOnlyModelViewSet

    class ExportViewSet(ListExportMixin, ReadOnlyModelViewSet[Any]): ...
else:
    ExportViewSet = object


class QueryOptionsListMixin(ExportViewSet):
    """Applies `fields`, `omit`, `expand` and `at` to a list, and adds `facets` and `aggregates`.

    Goes before `ListExportMixin`.
    """

    filterset_class: Any
    list_parameter_classes: tuple[type[Any], ...] = (SparseFieldsParameters, SummaryParameters)
    pagination_class = SummaryPagination
    list_renderer_classes = (*ListExportMixin.list_renderer_classes, AtomRenderer)
    expand_example = "statements"
    # The instant at which a row last changed: the order of the Atom feed.
    last_change: Expression | F

    @cached_property
    def query_options(self) -> QueryOptions:
        return QueryOptions.from_request(
            self.request, self.get_expandable_viewsets(), self.get_known_fields
        )

    def get_expandable_viewsets(self) -> set[ViewSet]:
        """The viewsets whose expandable fields the rows have."""
        return {type(self)}

    def get_known_fields(self, expand: FieldTree) -> FieldTree:
        """The names of the fields that rows have with `expand` applied."""
        return field_tree(self.get_expandable_viewsets(), expand)

    def get_projection(self) -> Projection:
        return Projection(self.query_options, self.request)

    def represent_page(self, page: Iterable[Any], projection: Projection) -> list[Any]:
        return projection.represent(page, type(self), accepts_fragments=is_json(self.request))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        if isinstance(request.accepted_renderer, ExportRenderer):
            return super().list(request, *args, **kwargs)
        is_summarized = SUMMARY & request.query_params.keys()
        summary = ListSummary.from_request(self, request) if is_summarized else None
        queryset = self.filter_queryset(self.get_queryset())
        if self.is_single_statement(summary) and (page := self.find_consistent_page(queryset)):
            return self.respond_with_page(page, queryset, summary)
        with snapshot():
            if hasattr(request, DATA_VERSION):
                # Of the snapshot, which may be newer than the request.
                setattr(request, DATA_VERSION, revision.current())
            return self.respond_with_page(self.read_page(queryset), queryset, summary)

    def is_single_statement(self, summary: ListSummary | None) -> bool:
        """Whether the response needs only one statement, which needs no snapshot."""
        reads_more = self.query_options.expand or summary or self.compares_dates()
        if reads_more or SEARCH in self.request.query_params:
            return False
        return documents.may_store_documents() and hasattr(self.request, DATA_VERSION)

    def find_consistent_page(self, queryset: Any) -> Sequence[Any]:
        """The page, if all its documents are stored and it is as of the revision of the count."""
        page = self.read_page(queryset)
        if any(row.revision != getattr(self.request, DATA_VERSION).number for row in page):
            return []
        if not all(row.document for row in page):
            keep_count(self.request, self.paginator.row_count)  # type: ignore[union-attr]  # set by it
            return []
        return page

    def read_page(self, queryset: Any) -> Sequence[Any]:
        """The rows of the page with their ids, versions and documents."""
        paginator: Any = self.paginator
        paginator.row_fields = ("pk", VERSION, DOCUMENT, REVISION)
        is_stored = documents.may_store_documents()
        rows = annotate_documents(queryset, type(self), is_stored=is_stored)
        return self.paginate_queryset(rows) or []

    def respond_with_page(self, page: Any, queryset: Any, summary: ListSummary | None) -> Response:
        response = self.get_paginated_response(self.represent_page(page, self.get_projection()))
        if summary:
            # A search is evaluated once here, and not again for each facet.
            rows = queryset.restrict_to_hits() if isinstance(queryset, SearchQuerySet) else queryset
            scope = RelationScope.from_params(self.request.query_params)
            response.data |= summary.summarize(rows, scope, self.request)
        if self.compares_dates():
            response.data["dates"] = get_or_compute(self.request, DATES, self.count_by_dates)
        return response

    def compares_dates(self) -> bool:
        """Whether a filter of the request gives other rows with `dates=possible`."""
        filters = self.filterset_class.base_filters
        requested = (filters.get(name) for name in self.request.query_params)
        return any(isinstance(f, AtFilter) or getattr(f, "possible", None) for f in requested)

    def count_by_dates(self) -> dict[str, int]:
        """The number of rows with each value of `dates`."""
        return {mode: self.count_with(mode) for mode in (KNOWN, POSSIBLE)}

    def count_with(self, dates: str) -> int:
        """The number of rows, up to the limit of exact counts, with this value of `dates`."""
        request = copy(self.request)
        http_request: Any = copy(self.request._request)
        http_request.GET = self.request.query_params.copy()
        http_request.GET[DATES] = dates
        request._request = http_request
        queryset = self.get_queryset()
        for backend in self.filter_backends:
            queryset = backend().filter_queryset(request, queryset, self)
        return count_at_most(queryset, MAX_COUNT).number

    def represent_rows(self, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """The rows of a file, represented a chunk at a time.

        Raises ProblemException if too much is expanded, or too many rows are.
        """
        projection = self.get_projection()
        chunk_rows = EXPANDED_CHUNK_ROWS if self.query_options.expand else CHUNK_ROWS
        iterator = self.limit_expanded_rows(iter(rows))
        chunks = iter(lambda: list(islice(iterator, chunk_rows)), [])
        return chain.from_iterable(self.represent_page(chunk, projection) for chunk in chunks)

    def get_export_notes(self) -> Sequence[tuple[str, str]]:
        number, home = revision.current().number, absolute_url(self.request, "/")
        citation = legal.citation_of_all(home, number, timezone.now().date())
        return [
            *super().get_export_notes(),
            ("licence", f"{legal.DATA_LICENCE['title']} {legal.DATA_LICENCE['path']}"),
            ("revision", str(number)),
            *((f"citation ({language})", text) for language, text in citation.items()),
        ]

    def limit_expanded_rows(self, rows: Iterator[Any]) -> Iterator[Any]:
        if not self.query_options.expand:
            return rows
        first_rows = list(islice(rows, MAX_EXPANDED + 1))
        check_expanded_count(len(first_rows))
        return iter(first_rows)

    def get_file_rows(self, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """The rows, with the values of expanded statements as text."""
        for row in self.represent_rows(rows):
            for name in STATEMENT_FIELDS.keys() & row.keys():
                row[name] = [add_typed_values(statement) for statement in row[name]]
            yield row

    def get_export_columns(self) -> Sequence[Column]:
        """The columns that `fields` names, or else those of the table that have values."""
        # The URL last: it is long.
        columns = sorted(super().get_export_columns(), key=lambda column: column.path == ("url",))
        columns = [column for column in columns if self.query_options.has_field(column.path)]
        if self.query_options.fields:
            return columns
        details: Any = getattr(self.serializer_class, "detail_fields", ())
        default = [c for c in columns if c.is_default and c.path[0] not in details]
        return used_columns(type(self).queryset, default)


class QueryOptionsRetrieveMixin(ExportViewSet):
    """Applies `fields`, `omit`, `expand` and `at` to a single row.

    Goes before `QueryOptionsListMixin`.
    """

    detail_parameter_classes = (SparseFieldsParameters, AtParameter)
    lookup_url_kwarg = "id"
    filterset_class: Any
    # The version of a row's document: it changes with everything that the document shows.
    document_version: Any
    # What is read of a row besides its document.
    columns_of_object: tuple[str, ...] = ("pk",)

    if TYPE_CHECKING:
        query_options: QueryOptions

        def get_projection(self) -> Projection: ...

    def get_queryset(self) -> Any:
        is_stored = documents.may_store_documents()
        return prepare_queryset(type(self), self.action, is_stored=is_stored).all()

    def get_object(self) -> Any:
        """The row, whatever the filters of the list.

        Raises Http404 or ProblemException if there is none, or none at the time `at`.
        """
        queryset = self.get_queryset().filter(pk=self.kwargs["id"])
        instance = next(iter(queryset), None)
        if instance is None:
            raise self.get_not_found_error(self.kwargs["id"])
        at = self.query_options.at
        includes_possible = self.query_options.includes_possible
        if (
            at
            and not queryset.filter(
                self.filterset_class.valid_at(at, includes_possible=includes_possible)
            ).exists()
        ):
            raise ProblemException("not-found", _("By its dates, it did not exist at that time."))
        return instance

    def get_not_found_error(self, key: str) -> Exception:
        return Http404()

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        is_single_statement = self.query_options.is_default and is_json(request)
        with nullcontext() if is_single_statement else snapshot():
            return self.respond_with(self.get_object(), request)

    def respond_with(self, instance: Any, request: Request) -> Any:
        return Response(self.represent_object(instance, self.get_projection()))

    def represent_object(self, instance: Any, projection: Projection) -> Any:
        """The JSON object of a row. Raises as `get_object` does if it has just been deleted."""
        rows = projection.represent([instance], type(self), accepts_fragments=is_json(self.request))
        if not rows:
            raise self.get_not_found_error(instance.pk)
        return rows[0]


def is_json(request: Request) -> bool:
    """Whether a response is JSON, into which stored documents are copied."""
    return type(request.accepted_renderer) is JSONRenderer


@cache
def prepare_queryset(viewset: Any, action: str, *, is_stored: bool) -> Any:
    """The rows of a viewset with what an action reads of them: the same for all requests."""
    rows = viewset.queryset.annotate(**{VERSION: viewset.document_version})
    if action == "retrieve":
        rows = annotate_documents(rows, viewset, is_stored=is_stored)
        return rows.only(*viewset.columns_of_object)
    # A list is made from documents; formats that read more undo this.
    return rows.only("pk") if action == "list" else rows
